package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.internal.cache.key.KeyPlan;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.TypeHierarchy;
import jakarta.enterprise.context.ConversationScoped;
import jakarta.enterprise.context.SessionScoped;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds state of the caller in a bean, such as an injected query parameter. A key that is made of a method's arguments
 * does not contain it.
 */
final class CallerState {
    /** Given by name, because an application may not have these APIs. */
    private static final Set<String> ANNOTATIONS = Set.of(
            "jakarta.ws.rs.PathParam",
            "jakarta.ws.rs.QueryParam",
            "jakarta.ws.rs.HeaderParam",
            "jakarta.ws.rs.CookieParam",
            "jakarta.ws.rs.MatrixParam",
            "jakarta.ws.rs.FormParam",
            "jakarta.ws.rs.BeanParam",
            "org.eclipse.microprofile.jwt.Claim");

    private static final Set<String> TYPES = Set.of(
            "java.security.Principal",
            "jakarta.ws.rs.core.SecurityContext",
            "jakarta.security.enterprise.SecurityContext",
            "jakarta.ws.rs.core.HttpHeaders",
            "jakarta.ws.rs.core.UriInfo",
            "jakarta.servlet.http.HttpServletRequest",
            "jakarta.servlet.http.HttpSession");

    private static final Set<Class<? extends Annotation>> OF_A_SESSION =
            Set.of(SessionScoped.class, ConversationScoped.class);

    private CallerState() {}

    /** Describes the caller's state that the key of a method misses; empty if the key misses nothing. */
    static Optional<String> warning(KeyPlan keys, BeanMethod called) {
        return keys.shape()
                .flatMap(shape -> of(called, shape.parts().isEmpty()))
                .map(state -> state + ", and nothing of that is in its key; accepted: methods of a bean without such a"
                        + " state, whose parameters tell callers apart, or a CacheKeyGenerator that does");
    }

    private static Optional<String> of(BeanMethod called, boolean oneKey) {
        Class<?> bean = called.bean();
        if (OF_A_SESSION.contains(called.scope())) {
            return Optional.of("there is a " + bean.getName() + " for each session or conversation");
        }
        // a bean may need its caller for its other methods; it is only suspicious if all callers share one key
        return TypeHierarchy.of(bean).stream()
                .flatMap(type -> Stream.of(type.getDeclaredFields()))
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .filter(field -> isAnnotated(field) || (oneKey && isOfTheCaller(field)))
                .findFirst()
                .map(field -> bean.getName() + "." + field.getName() + " is another for each caller");
    }

    private static boolean isAnnotated(Field field) {
        return Stream.of(field.getAnnotations())
                .anyMatch(annotation ->
                        ANNOTATIONS.contains(annotation.annotationType().getName()));
    }

    /** True also for indirect access: {@code Provider<Principal>}. */
    private static boolean isOfTheCaller(Field field) {
        Stream<Type> arguments = field.getGenericType() instanceof ParameterizedType generic
                ? Stream.of(generic.getActualTypeArguments())
                : Stream.empty();
        return Stream.concat(Stream.of(field.getType()), arguments)
                .filter(Class.class::isInstance)
                .flatMap(type -> TypeHierarchy.of((Class<?>) type).stream())
                .anyMatch(type -> TYPES.contains(type.getName()));
    }
}
