package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.ratelimit.binding.RequestLimits;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;

/** Remembers the parameters of the request's path, for limited beans that count by them. */
@Priority(Priorities.AUTHENTICATION + 19)
public class RequestPathFilter implements ContainerRequestFilter {
    private final RequestLimits limits;

    RequestPathFilter(RequestLimits limits) {
        this.limits = limits;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        limits.rememberPath(request.getUriInfo().getPathParameters(false));
    }
}
