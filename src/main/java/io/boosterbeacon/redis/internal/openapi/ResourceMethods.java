package io.boosterbeacon.redis.internal.openapi;

import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.MethodDeclarations;
import io.boosterbeacon.redis.internal.config.TypeHierarchy;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds the operations of resource classes, as Jakarta RESTful Web Services §3.6 and §3.7 define them. */
public final class ResourceMethods {
    private static final int MAX_DEPTH = 8;

    private final Predicate<BeanMethod> isLimited;
    private final Predicate<BeanMethod> isChecked;

    /**
     * @param isLimited whether a resource method has a limit
     * @param isChecked whether it is not exempt from checks of tokens
     */
    public ResourceMethods(Predicate<BeanMethod> isLimited, Predicate<BeanMethod> isChecked) {
        this.isLimited = isLimited;
        this.isChecked = isChecked;
    }

    /** The operations of a root resource and of its sub-resources; empty if the class is no root resource. */
    public List<DocumentedOperation> of(Class<?> resource) {
        List<DocumentedOperation> operations = new ArrayList<>();
        TypeHierarchy.of(resource).stream()
                .filter(each -> each.isAnnotationPresent(Path.class))
                .findFirst()
                .ifPresent(
                        root -> collect(resource, root.getAnnotation(Path.class).value(), 0, operations));
        return operations;
    }

    private void collect(Class<?> type, String path, int depth, List<DocumentedOperation> operations) {
        if (depth > MAX_DEPTH) {
            // a locator that returns its own class has no end
            return;
        }
        for (Method method : type.getMethods()) {
            if (!method.isSynthetic()) {
                MethodDeclarations.of(type, method)
                        .filter(ResourceMethods::isAnnotated)
                        .findFirst()
                        .ifPresent(declaration -> collect(type, method, declaration, path, depth, operations));
            }
        }
    }

    private void collect(
            Class<?> type,
            Method method,
            Method declaration,
            String parent,
            int depth,
            List<DocumentedOperation> operations) {
        Path own = declaration.getAnnotation(Path.class);
        String path = own == null ? PathTemplates.normal(parent) : PathTemplates.join(parent, own.value());
        List<String> httpMethods = httpMethods(declaration).toList();
        BeanMethod called = new BeanMethod(type, method);
        if (httpMethods.isEmpty()) {
            subResource(called).ifPresent(sub -> collect(sub, path, depth + 1, operations));
        }
        for (String httpMethod : httpMethods) {
            operations.add(new DocumentedOperation(
                    path, httpMethod, isLimited.test(called), isChecked.test(called), requiresRole(type, method)));
        }
    }

    private static boolean isAnnotated(Method method) {
        return method.isAnnotationPresent(Path.class)
                || httpMethods(method).findAny().isPresent();
    }

    private static Stream<String> httpMethods(Method method) {
        return Stream.of(method.getAnnotations())
                .map(each -> each.annotationType().getAnnotation(HttpMethod.class))
                .flatMap(Stream::ofNullable)
                .map(HttpMethod::value);
    }

    /** The declared class of the sub-resource that a locator returns: an object of it, or the class itself. */
    private static Optional<Class<?>> subResource(BeanMethod locator) {
        Type returned = locator.resolve(locator.method().getGenericReturnType());
        if (returned instanceof ParameterizedType generic) {
            returned = generic.getRawType() == Class.class ? generic.getActualTypeArguments()[0] : generic.getRawType();
        }
        return returned instanceof Class<?> type ? Optional.of(type) : Optional.empty();
    }

    /** The nearest of the annotations decides; those of the class apply to methods without any. */
    private static boolean requiresRole(Class<?> type, Method method) {
        return Stream.concat(
                        MethodDeclarations.of(type, method).map(Method::getAnnotations),
                        TypeHierarchy.of(type).stream().map(Class::getAnnotations))
                .flatMap(Stream::of)
                .map(Annotation::annotationType)
                .filter(each -> each == RolesAllowed.class || each == PermitAll.class || each == DenyAll.class)
                .findFirst()
                .filter(each -> each == RolesAllowed.class)
                .isPresent();
    }
}
