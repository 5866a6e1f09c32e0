package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.codec.Claims;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.security.Principal;
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
        return Optional.ofNullable(RevocationFilter.caller(request))
                .map(Principal::getName)
                .filter(name -> !name.isEmpty());
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeaders().getFirst(name)).filter(value -> !value.isEmpty());
    }

    @Override
    public Optional<String> claim(String name) {
        return Claims.text(RevocationFilter.caller(request), name);
    }
}
