package io.boosterbeacon.redis.internal.config;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.stream.Stream;

/** What JAX-RS calls for requests. */
public final class Resources {
    private static final String REST_CLIENT = "org.eclipse.microprofile.rest.client.inject.RegisterRestClient";

    private Resources() {}

    /** Whether JAX-RS calls a class for requests, as a resource or as a sub-resource. */
    public static boolean isOne(Class<?> type) {
        return !isClient(type)
                && Supertypes.andItself(type).stream()
                        .anyMatch(each -> each.isAnnotationPresent(Path.class)
                                || Stream.of(each.getDeclaredMethods()).anyMatch(Resources::answersRequests));
    }

    /** Whether an interface is a MicroProfile REST client: it has the annotations of a resource, and is none. */
    public static boolean isClient(Class<?> type) {
        return Stream.of(type.getAnnotations())
                .anyMatch(each -> each.annotationType().getName().equals(REST_CLIENT));
    }

    /** Whether a method answers requests. */
    public static boolean isMethod(Class<?> type, Method method) {
        return Overridden.andItself(type, method).anyMatch(Resources::answersRequests);
    }

    private static boolean answersRequests(Method method) {
        return Stream.of(method.getAnnotations())
                .map(Annotation::annotationType)
                .anyMatch(each -> each.isAnnotationPresent(HttpMethod.class));
    }
}
