package io.boosterbeacon.redis.internal.config;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.NormalScope;
import jakarta.enterprise.inject.Stereotype;
import jakarta.inject.Scope;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The scope of a managed bean by its class, as CDI determines it: that of the nearest class with any scope, else that of
 * a stereotype, else {@code @Dependent} (CDI § 2.4.4, § 4.1). Interfaces and interceptor bindings give no scopes.
 */
final class BeanScope {
    private BeanScope() {}

    static Class<? extends Annotation> of(Class<?> bean) {
        for (Class<?> type = bean; type != null; type = type.getSuperclass()) {
            Optional<Class<? extends Annotation>> declared = scopes(type.getDeclaredAnnotations())
                    .<Class<? extends Annotation>>map(Annotation::annotationType)
                    .findFirst();
            if (declared.isPresent()) {
                // one that is not inherited hides those of classes above it
                return declared.filter(bean::isAnnotationPresent).orElseGet(() -> ofStereotypes(bean));
            }
        }
        return ofStereotypes(bean);
    }

    /** CDI refuses beans whose stereotypes have different scopes. */
    private static Class<? extends Annotation> ofStereotypes(Class<?> bean) {
        return stereotypes(bean.getAnnotations())
                .flatMap(stereotype -> scopes(stereotype.getDeclaredAnnotations()))
                .<Class<? extends Annotation>>map(Annotation::annotationType)
                .findFirst()
                .orElse(Dependent.class);
    }

    /** The stereotypes among the annotations, and theirs. */
    private static Stream<Class<? extends Annotation>> stereotypes(Annotation[] annotations) {
        List<Class<? extends Annotation>> own = Stream.of(annotations)
                .<Class<? extends Annotation>>map(Annotation::annotationType)
                .filter(type -> type.isAnnotationPresent(Stereotype.class))
                .toList();
        return Stream.concat(own.stream(), own.stream().flatMap(type -> stereotypes(type.getDeclaredAnnotations())));
    }

    private static Stream<Annotation> scopes(Annotation[] annotations) {
        return Stream.of(annotations)
                .filter(each -> each.annotationType().isAnnotationPresent(NormalScope.class)
                        || each.annotationType().isAnnotationPresent(Scope.class));
    }
}
