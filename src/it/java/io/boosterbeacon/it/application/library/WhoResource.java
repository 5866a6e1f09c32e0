package io.boosterbeacon.it.application.library;

import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;

/** Returns the name of the caller, and revokes the token of the caller. */
@Path("who")
@ApplicationScoped
public class WhoResource {
    @Inject
    TokenBlacklistService blacklist;

    @Inject
    Rejections rejections;

    @GET
    public String who(@Context SecurityContext security) {
        return security.getUserPrincipal().getName();
    }

    @DELETE
    public void revoke(@HeaderParam("X-Stub-Token") String token) {
        blacklist.revokeToken(token, "logout");
    }

    /** How many requests with a token were authenticated. */
    @GET
    @Path("log-ins")
    public int logIns() {
        return StubLogin.logIns();
    }

    /** A path that names somebody. */
    @GET
    @Path("named/{name: [a-z-]+}")
    public String named(@PathParam("name") String name) {
        return name;
    }

    /** What the last event of the filter says of the request. */
    @GET
    @Path("rejections/last")
    public String lastRejection() {
        return rejections.last();
    }

    /** How often the filter has refused a revoked token. */
    @GET
    @Path("rejections")
    public int rejections() {
        return rejections.count();
    }
}
