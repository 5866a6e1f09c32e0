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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts the requests of sub-resources for Apache CXF, which asks no dynamic feature about their methods. Where it looks into
 * the sub-resource only after the filters, the interceptor counts, if that is a CDI bean; what nobody counts is noticed. After
 * {@link RateLimitFilter}, which other methods have.
 */
@Priority(Priorities.AUTHENTICATION + 21)
public class SubResourceFilter implements ContainerRequestFilter, ContainerResponseFilter {
    private static final String SEEN = SubResourceFilter.class.getName();

    private final RestServices services;
    private final ConcurrentMap<BeanMethod, Optional<RateLimitFilter>> filters = new ConcurrentHashMap<>();

    @Context
    private @Nullable ResourceInfo resource;

    SubResourceFilter(RestServices services) {
        this.services = services;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (resource == null || resource.getResourceMethod() == null) {
            return;
        }
        BeanMethod called = called(resource);
        Optional<RateLimitFilter> filter = limit(called);
        // the response may come from another thread, without the request's context
        request.setProperty(SEEN, new Seen(called, services.counted().all()));
        if (filter.isPresent() && !RateLimitFilter.isDone(request)) {
            filter.get().filter(request);
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (resource == null
                || resource.getResourceMethod() == null
                || !(request.getProperty(SEEN) instanceof Seen seen)) {
            return;
        }
        BeanMethod answering = called(resource);
        Optional<RateLimitFilter> filter = limit(answering);
        if (filter.isEmpty()) {
            return;
        }
        filter.get().filter(request, response);
        if (!answering.equals(seen.matched())
                && response.getStatus() < Response.Status.BAD_REQUEST.getStatusCode()
                && Overridden.andItself(answering.bean(), answering.method()).noneMatch(seen.counted()::contains)) {
            services.registration().notInForce(notInForce(answering));
        }
    }

    private static String notInForce(BeanMethod method) {
        return "@RateLimit of " + method.name()
                + " is NOT in force: this server calls the sub-resource past all filters. Give the class a scope such as"
                + " @RequestScoped, and let the locator return the injected bean";
    }

    private static BeanMethod called(ResourceInfo resource) {
        return BeanMethod.of(resource.getResourceClass(), resource.getResourceMethod());
    }

    private Optional<RateLimitFilter> limit(BeanMethod called) {
        return filters.computeIfAbsent(called, method -> RateLimitFilter.of(services, method));
    }

    /** @param matched the method that the filters were told of: a locator, where CXF looks into the sub-resource later */
    private record Seen(BeanMethod matched, Set<Method> counted) {}
}
