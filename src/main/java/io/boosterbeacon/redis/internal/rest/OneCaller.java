package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.server.Claims;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.List;

/** Tells whether a response may be meant for one caller. In doubt it is. */
final class OneCaller {
    /** The fields of a request that may tell its caller. */
    static final List<String> FIELDS = List.of(HttpHeaders.AUTHORIZATION, HttpHeaders.COOKIE);

    private OneCaller() {}

    static boolean mayHave(ContainerRequestContext request, ContainerResponseContext response) {
        return FIELDS.stream().anyMatch(field -> request.getHeaderString(field) != null)
                || Fields.has(response.getHeaders(), HttpHeaders.SET_COOKIE)
                || isAuthenticated(request);
    }

    private static boolean isAuthenticated(ContainerRequestContext request) {
        try {
            SecurityContext security = request.getSecurityContext();
            if (security == null) {
                return false;
            }
            Principal caller = security.getUserPrincipal();
            return security.getAuthenticationScheme() != null || (caller != null && !Claims.isAnonymous(caller));
        } catch (RuntimeException e) {
            // some servers throw for a token that they do not accept
            return true;
        }
    }
}
