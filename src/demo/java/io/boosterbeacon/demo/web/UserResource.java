package io.boosterbeacon.demo.web;

import io.boosterbeacon.redis.revocation.Revocation;
import io.boosterbeacon.redis.revocation.RevokeOptions;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/** An administrator's actions on users. */
@Path("users")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class UserResource {
    private static final int LONGEST_REASON = 256;

    @Inject
    TokenBlacklistService blacklist;

    /**
     * Refuses every token that the user has now; a login right afterwards is accepted. The user is named by {@code
     * sub}, so that nobody who can choose the value of another claim is taken for this user.
     */
    @POST
    @Path("{id}/revocations")
    @RolesAllowed(Roles.ADMIN)
    public Revocation revokeAll(@PathParam("id") String id, InputStream body, @Context SecurityContext security)
            throws IOException {
        JsonInput input = JsonInput.read(body, Set.of("reason"));
        RevokeOptions byAdmin = RevokeOptions.all().actor(Caller.of(security).getName());
        return blacklist.revokeAllUserTokens("sub", id, input.text("reason", LONGEST_REASON), byAdmin);
    }
}
