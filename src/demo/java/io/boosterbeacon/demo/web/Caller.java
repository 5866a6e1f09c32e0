package io.boosterbeacon.demo.web;

import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** The caller of a protected resource. */
final class Caller {
    private Caller() {}

    /** The token that the server has verified; a method with {@code @RolesAllowed} always has one. */
    static JsonWebToken of(SecurityContext security) {
        return (JsonWebToken) security.getUserPrincipal();
    }
}
