package io.boosterbeacon.it.application.library;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.ext.Provider;
import java.security.Principal;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Accepts every token, in place of the server's MicroProfile JWT, which must be set up differently in each form of
 * application, and does not work on every server. The library treats the principal in the same way.
 */
@Provider
@Priority(Priorities.AUTHENTICATION)
public class StubLogin implements ContainerRequestFilter {
    private static final AtomicInteger LOG_INS = new AtomicInteger();

    /** How many tokens were accepted. */
    static int logIns() {
        return LOG_INS.get();
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String token = request.getHeaderString("X-Stub-Token");
        if (token != null) {
            LOG_INS.incrementAndGet();
            accept(request, token);
        }
    }

    static void accept(ContainerRequestContext request, String token) {
        request.setSecurityContext(new Caller(StubToken.of(token)));
    }

    private record Caller(JsonWebToken principal) implements SecurityContext {
        @Override
        public Principal getUserPrincipal() {
            return principal;
        }

        @Override
        public boolean isUserInRole(String role) {
            return principal.getGroups() != null && principal.getGroups().contains(role);
        }

        @Override
        public boolean isSecure() {
            return false;
        }

        @Override
        public String getAuthenticationScheme() {
            return "Bearer";
        }
    }
}
