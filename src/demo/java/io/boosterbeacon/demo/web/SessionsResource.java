package io.boosterbeacon.demo.web;

import io.boosterbeacon.demo.identity.Login;
import io.boosterbeacon.demo.identity.Sessions;
import io.boosterbeacon.redis.revocation.RevokeOptions;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.bind.annotation.JsonbPropertyOrder;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** The devices on which the caller is logged in. */
@Path("sessions")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class SessionsResource {
    /**
     * A session.
     *
     * @param current whether it is the one of the request
     */
    @JsonbPropertyOrder({"sid", "device", "since", "current"})
    public record Session(String sid, String device, Instant since, boolean current) {
        static Session of(Login login, String current) {
            return new Session(
                    login.sid(), login.device(), login.since(), login.sid().equals(current));
        }
    }

    @Inject
    Sessions sessions;

    @Inject
    TokenBlacklistService blacklist;

    /** The sessions that are alive, the newest first. */
    @GET
    @RolesAllowed({Roles.USER, Roles.PREMIUM, Roles.ADMIN})
    public Session[] sessions(@Context SecurityContext security) {
        String current = Caller.session(security);
        return sessions.of(Caller.of(security).getSubject()).stream()
                .map(login -> Session.of(login, current))
                .toArray(Session[]::new);
    }

    /** Logs one device out. Nobody ends the session of another user: that is as unknown as one that never was. */
    @DELETE
    @Path("{sid}")
    @RolesAllowed({Roles.USER, Roles.PREMIUM, Roles.ADMIN})
    public void end(@PathParam("sid") String sid, @Context SecurityContext security) {
        JsonWebToken token = Caller.of(security);
        if (!sessions.end(token.getSubject(), sid, "logout of a device", by(token))) {
            throw Problem.notFound("You have no such session");
        }
    }

    /** Logs all devices out; with {@code keep=this} all but the one of the request. */
    @DELETE
    @RolesAllowed({Roles.USER, Roles.PREMIUM, Roles.ADMIN})
    public void endAll(@QueryParam("keep") @DefaultValue("") String keep, @Context SecurityContext security) {
        JsonWebToken token = Caller.of(security);
        switch (keep) {
            case "" -> blacklist.revokeAllUserTokens(token, "logout everywhere", by(token));
            case "this" ->
                blacklist.revokeAllUserTokens(
                        token, "logout elsewhere", by(token).except(token));
            default -> throw Problem.badRequest("\"keep\" must be this, or absent");
        }
    }

    private static RevokeOptions by(JsonWebToken token) {
        return RevokeOptions.all().actor(token.getName());
    }
}
