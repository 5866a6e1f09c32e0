package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.UriText;
import io.boosterbeacon.redis.internal.server.Claims;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

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
        return read(() -> Claims.name(RevocationFilter.caller(request)));
    }

    @Override
    public Optional<String> header(String name) {
        return read(() -> Optional.ofNullable(request.getHeaders().getFirst(name)));
    }

    @Override
    public Optional<String> claim(String name) {
        return read(() -> Claims.text(RevocationFilter.caller(request), name));
    }

    @Override
    public Optional<String> pathParameter(String name) {
        return read(() -> UriText.pathParameter(request.getUriInfo().getPathParameters(false), name));
    }

    @Override
    public Optional<String> queryParameter(String name) {
        return read(() ->
                UriText.queryParameter(request.getUriInfo().getRequestUri().getRawQuery(), name));
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
    public boolean hasClaim(String name, String value) {
        return test(() -> Claims.has(RevocationFilter.caller(request), name, value));
    }

    @Override
    public boolean isInRole(String role) {
        return test(() -> request.getSecurityContext() != null
                && request.getSecurityContext().isUserInRole(role));
    }

    /**
     * Reads what a request may not have in a form that the server can read. On a public endpoint, for one, the
     * principals that some servers create for an invalid token throw from each method.
     */
    private static Optional<String> read(Supplier<Optional<String>> text) {
        try {
            return text.get().filter(each -> !each.isEmpty());
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private static boolean test(BooleanSupplier property) {
        try {
            return property.getAsBoolean();
        } catch (RuntimeException e) {
            return false;
        }
    }
}
