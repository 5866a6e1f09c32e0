package io.boosterbeacon.it.application.rewritten;

import io.boosterbeacon.redis.revocation.RevocationTarget;
import io.boosterbeacon.redis.revocation.RevokeOptions;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Says whose token the server has verified, and revokes it. */
@Path("me")
@RequestScoped
@RolesAllowed("user")
public class MeResource {
    @Inject
    TokenBlacklistService blacklist;

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public String name(@Context SecurityContext security) {
        return "{\"user\":\"" + security.getUserPrincipal().getName() + "\"}";
    }

    @DELETE
    public void revoke(@Context SecurityContext security) {
        JsonWebToken token = (JsonWebToken) security.getUserPrincipal();
        blacklist.revoke(RevocationTarget.token(token), "logout", RevokeOptions.all());
    }
}
