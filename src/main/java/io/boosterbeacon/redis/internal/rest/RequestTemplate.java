package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.PathTemplate;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the path of a request without the values of its parameters, which may name a user. The path itself is never
 * used: a template cannot be derived from it with certainty. The template of each method is found once, because a caller
 * may send any number of requests that are refused. Thread-safe.
 */
final class RequestTemplate {
    /** Where nothing is known that names nobody. */
    static final String UNKNOWN = "unknown";

    private record Called(Class<?> resource, Method method) {}

    private final ConcurrentMap<Called, String> templates = new ConcurrentHashMap<>();

    /**
     * The template of the path, such as {@code /orders/{id}}; {@code <class>/<method>} for a sub-resource, whose path
     * depends on the methods that return it.
     */
    String of(@Nullable ResourceInfo resource) {
        if (resource == null || resource.getResourceClass() == null || resource.getResourceMethod() == null) {
            return UNKNOWN;
        }
        return templates.computeIfAbsent(
                new Called(resource.getResourceClass(), resource.getResourceMethod()), RequestTemplate::find);
    }

    private static String find(Called called) {
        return PathTemplate.of(called.resource(), called.method())
                .map(PathTemplate::withoutExpressions)
                .orElseGet(
                        () -> BeanMethod.of(called.resource(), called.method()).name());
    }
}
