package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.Overridden;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.Method;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Notices limited methods of sub-resources that nobody counts. Apache CXF runs the filters of the locator only; the methods
 * behind it are counted by the interceptor, if the sub-resource is a CDI bean.
 */
@Priority(Priorities.AUTHENTICATION + 20)
public class SubResourceWatch implements ContainerRequestFilter, ContainerResponseFilter {
    private static final String SEEN = SubResourceWatch.class.getName();

    private final RestServices services;

    @Context
    private @Nullable ResourceInfo resource;

    SubResourceWatch(RestServices services) {
        this.services = services;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (resource != null && resource.getResourceMethod() != null) {
            // the response may come from another thread, without the request's context
            request.setProperty(
                    SEEN,
                    new Seen(resource.getResourceMethod(), services.counted().all()));
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (resource == null
                || !(request.getProperty(SEEN) instanceof Seen seen)
                || response.getStatus() >= Response.Status.BAD_REQUEST.getStatusCode()) {
            return;
        }
        Method answering = resource.getResourceMethod();
        if (answering == null || answering.equals(seen.matched())) {
            return;
        }
        BeanMethod method =
                BeanMethod.of(resource.getResourceClass(), answering).implementation();
        if (!services.policies().of(method.bean(), method.method()).isEmpty()
                && Overridden.andItself(method.bean(), method.method()).noneMatch(seen.counted()::contains)) {
            services.registration().uncounted(method.name());
        }
    }

    /** @param matched the locator, where there is one */
    private record Seen(Method matched, Set<Method> counted) {}
}
