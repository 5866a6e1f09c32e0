package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.config.BeanMethod;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Counts the requests of sub-resources on Apache CXF. CXF does not call dynamic features for their methods, but it
 * knows the method when it runs filters. Runs after {@link RateLimitFilter}, which all other methods have.
 */
@Priority(Priorities.AUTHENTICATION + 21)
public class SubResourceFilter implements ContainerRequestFilter, ContainerResponseFilter {
    private static final String FILTER = SubResourceFilter.class.getName();

    private final Function<BeanMethod, Optional<RateLimitFilter>> factory;
    private final ConcurrentMap<BeanMethod, Optional<RateLimitFilter>> filters = new ConcurrentHashMap<>();

    @Context
    private @Nullable ResourceInfo resource;

    /** @param factory makes the filter of a method; empty if it is not limited */
    SubResourceFilter(Function<BeanMethod, Optional<RateLimitFilter>> factory) {
        this.factory = factory;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (resource == null || resource.getResourceMethod() == null || RateLimitFilter.isHandled(request)) {
            return;
        }
        filters.computeIfAbsent(BeanMethod.of(resource.getResourceClass(), resource.getResourceMethod()), factory)
                .ifPresent(filter -> {
                    request.setProperty(FILTER, filter);
                    filter.filter(request);
                });
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getProperty(FILTER) instanceof RateLimitFilter filter) {
            filter.filter(request, response);
        }
    }
}
