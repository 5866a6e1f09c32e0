package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.PathTemplate;
import jakarta.ws.rs.container.ResourceInfo;
import org.jspecify.annotations.Nullable;

/**
 * Finds the path of a request without the values of its parameters, which may name a user. The path itself is never
 * used: a template cannot be derived from it with certainty.
 */
final class RequestTemplate {
    private static final String UNKNOWN = "unknown";

    private RequestTemplate() {}

    /**
     * The template of the path, such as {@code /orders/{id}}; {@code <class>/<method>} for a sub-resource, whose path
     * depends on the methods that return it.
     */
    static String of(@Nullable ResourceInfo resource) {
        if (resource == null || resource.getResourceClass() == null || resource.getResourceMethod() == null) {
            return UNKNOWN;
        }
        return PathTemplate.of(resource.getResourceClass(), resource.getResourceMethod())
                .map(PathTemplate::withoutExpressions)
                .orElseGet(() -> BeanMethod.of(resource.getResourceClass(), resource.getResourceMethod())
                        .name());
    }
}
