package io.boosterbeacon.demo.web;

import jakarta.json.JsonString;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** The caller of a protected resource. */
final class Caller {
    private Caller() {}

    /** The token that the server has verified; a method with {@code @RolesAllowed} always has one. */
    static JsonWebToken of(SecurityContext security) {
        return (JsonWebToken) security.getUserPrincipal();
    }

    /** The session of the token; an empty text if it names none. Some servers give claims as JSON. */
    static String session(SecurityContext security) {
        Object sid = of(security).getClaim("sid");
        return sid instanceof JsonString text ? text.getString() : sid == null ? "" : sid.toString();
    }
}
