package io.boosterbeacon.redis.internal.config;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.sse.SseEventSink;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;

/** Finds the classes and methods that JAX-RS calls for requests. */
public final class Resources {
    private static final String REST_CLIENT = "org.eclipse.microprofile.rest.client.inject.RegisterRestClient";

    private Resources() {}

    /** Whether a class is a resource or a sub-resource of JAX-RS. */
    public static boolean isResource(Class<?> type) {
        return !isRestClient(type)
                && TypeHierarchy.of(type).stream()
                        .anyMatch(each -> each.isAnnotationPresent(Path.class)
                                || Stream.of(each.getDeclaredMethods()).anyMatch(Resources::answersRequests));
    }

    /** Whether an interface is a MicroProfile REST client. It has the annotations of a resource, but it is none. */
    public static boolean isRestClient(Class<?> type) {
        return Stream.of(type.getAnnotations())
                .anyMatch(each -> each.annotationType().getName().equals(REST_CLIENT));
    }

    /** Whether JAX-RS calls a method for requests. */
    public static boolean isResourceMethod(Class<?> type, Method method) {
        return MethodDeclarations.of(type, method).anyMatch(Resources::answersRequests);
    }

    /** Whether a resource method sends events, most of them after its response has begun. */
    public static boolean sendsEvents(Method method) {
        return List.of(method.getParameterTypes()).contains(SseEventSink.class);
    }

    private static boolean answersRequests(Method method) {
        return Stream.of(method.getAnnotations())
                .map(Annotation::annotationType)
                .anyMatch(each -> each.isAnnotationPresent(HttpMethod.class));
    }
}
