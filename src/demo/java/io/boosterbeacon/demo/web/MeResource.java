package io.boosterbeacon.demo.web;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.bind.annotation.JsonbPropertyOrder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Describes the caller. The code has nothing about revocation: the library's filter runs before it. */
@Path("me")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class MeResource {
    /** The caller as its token describes it. */
    @JsonbPropertyOrder({"user", "roles", "expiresAt"})
    public record Me(String user, List<String> roles, Instant expiresAt) {}

    @GET
    @RolesAllowed({Roles.USER, Roles.PREMIUM, Roles.ADMIN})
    public Me me(@Context SecurityContext security) {
        JsonWebToken token = Caller.of(security);
        return new Me(
                token.getName(),
                token.getGroups().stream().sorted().toList(),
                Instant.ofEpochSecond(token.getExpirationTime()));
    }
}
