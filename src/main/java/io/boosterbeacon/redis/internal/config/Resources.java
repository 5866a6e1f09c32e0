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

    /** Whether a class is a root resource, by itself or by what it extends and implements. */
    public static boolean isRoot(Class<?> type) {
        return Supertypes.andItself(type).stream().anyMatch(each -> each.isAnnotationPresent(Path.class))
                && Stream.of(type.getAnnotations())
                        .noneMatch(each -> each.annotationType().getName().equals(REST_CLIENT));
    }

    /** Whether a method answers requests. */
    public static boolean isMethod(Class<?> type, Method method) {
        return Overridden.andItself(type, method)
                .flatMap(each -> Stream.of(each.getAnnotations()))
                .map(Annotation::annotationType)
                .anyMatch(each -> each.isAnnotationPresent(HttpMethod.class));
    }
}
