package io.boosterbeacon.demo.web;

import io.boosterbeacon.demo.identity.IssuedToken;
import io.boosterbeacon.demo.identity.Login;
import io.boosterbeacon.demo.identity.Logins;
import io.boosterbeacon.redis.revocation.RevocationTarget;
import io.boosterbeacon.redis.revocation.RevokeOptions;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Logging in and out. */
@Path("session")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class SessionResource {
    private static final int LONGEST_USER = 64;
    private static final int LONGEST_DEVICE = 64;

    @Inject
    Logins logins;

    @Inject
    TokenBlacklistService blacklist;

    /** Logs in, with the roles that the user asks for; there are no passwords in a demo. */
    @POST
    @PermitAll
    public Response login(InputStream body) throws IOException {
        JsonInput input = JsonInput.read(body, Set.of("user", "roles", "device"));
        IssuedToken issued = logins.begin(new Login(
                input.text("user", LONGEST_USER),
                input.someOf("roles", Set.of(Roles.USER, Roles.PREMIUM, Roles.ADMIN), List.of(Roles.USER)),
                input.text("device", LONGEST_DEVICE, "unknown"),
                UUID.randomUUID().toString(),
                Instant.now()));
        return Response.status(Response.Status.CREATED).entity(issued).build();
    }

    /**
     * Logs out: the token of the request is refused from now on, on every instance, and so is all that descends from its
     * login. The server has verified it, so that the outcome need not be looked at: the token is revoked, or this throws.
     */
    @DELETE
    @RolesAllowed({Roles.USER, Roles.PREMIUM, Roles.ADMIN})
    public void logout(@Context SecurityContext security) {
        JsonWebToken token = Caller.of(security);
        blacklist.revoke(RevocationTarget.token(token), "logout", by(token));
        if (!Caller.session(security).isEmpty()) {
            blacklist.revoke(RevocationTarget.sessionOf(token), "logout", by(token));
        }
    }

    /** Logs out everywhere: all tokens of the caller's are refused, this one included. */
    @DELETE
    @Path("all")
    @RolesAllowed({Roles.USER, Roles.PREMIUM, Roles.ADMIN})
    public void logoutEverywhere(@Context SecurityContext security) {
        JsonWebToken token = Caller.of(security);
        blacklist.revokeAllUserTokens(token, "logout everywhere", by(token));
    }

    /**
     * Logs out everywhere else, as after a change of the password: all tokens of the caller's but this one are refused.
     */
    @DELETE
    @Path("others")
    @RolesAllowed({Roles.USER, Roles.PREMIUM, Roles.ADMIN})
    public void logoutElsewhere(@Context SecurityContext security) {
        JsonWebToken token = Caller.of(security);
        blacklist.revokeAllUserTokens(token, "logout elsewhere", by(token).except(token));
    }

    /** Users log themselves out: the audit names them, as a hash. */
    private static RevokeOptions by(JsonWebToken token) {
        return RevokeOptions.all().actor(token.getName());
    }
}
