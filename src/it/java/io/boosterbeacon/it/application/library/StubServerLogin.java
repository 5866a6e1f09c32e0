package io.boosterbeacon.it.application.library;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/** Accepts tokens before all other filters, in place of a server that verifies them before JAX-RS. */
@Provider
@Priority(Priorities.AUTHENTICATION - 500)
public class StubServerLogin implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
        String token = request.getHeaderString("X-Stub-Server-Token");
        if (token != null) {
            StubLogin.accept(request, token);
        }
    }
}
