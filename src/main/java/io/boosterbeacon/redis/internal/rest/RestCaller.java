package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.UriText;
import io.boosterbeacon.redis.internal.server.Claims;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.List;
import java.util.Optional;

/** The caller of a JAX-RS request. */
final class RestCaller implements Caller {
    private final ContainerRequestContext request;
    private final Caller servlet;

    RestCaller(ContainerRequestContext request, Caller servlet) {
        this.request = request;
        this.servlet = servlet;
    }

    @Override
    public Optional<String> address() {
        return servlet.address();
    }

    @Override
    public Optional<String> user() {
        try {
            return Claims.name(RevocationFilter.caller(request));
        } catch (RuntimeException e) {
            // on a public endpoint, the principals that some servers create for an invalid token throw from each method
            return Optional.empty();
        }
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeaders().getFirst(name)).filter(value -> !value.isEmpty());
    }

    @Override
    public Optional<String> pathParameter(String name) {
        return UriText.pathParameter(request.getUriInfo().getPathParameters(false), name);
    }

    @Override
    public Optional<String> queryParameter(String name) {
        return UriText.queryParameter(request.getUriInfo().getRequestUri().getRawQuery(), name);
    }

    @Override
    public Optional<String> httpMethod() {
        return Optional.of(request.getMethod());
    }

    @Override
    public Optional<String> servletName() {
        return servlet.servletName();
    }

    @Override
    public List<String> path() {
        return servlet.httpMethod().isPresent()
                ? servlet.path()
                : UriText.segments("", request.getUriInfo().getRequestUri().getRawPath());
    }

    @Override
    public Optional<String> claim(String name) {
        try {
            return Claims.text(RevocationFilter.caller(request), name);
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean hasClaim(String name, String value) {
        try {
            return Claims.has(RevocationFilter.caller(request), name, value);
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Override
    public boolean isInRole(String role) {
        try {
            return request.getSecurityContext() != null
                    && request.getSecurityContext().isUserInRole(role);
        } catch (RuntimeException e) {
            // as with the principal, some servers throw where there is no caller
            return false;
        }
    }
}
