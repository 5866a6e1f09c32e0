package io.boosterbeacon.demo.web;

import io.boosterbeacon.redis.revocation.BlacklistStats;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The numbers of current revocations. */
@Path("blacklist")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class BlacklistResource {
    @Inject
    TokenBlacklistService blacklist;

    @GET
    @Path("stats")
    @RolesAllowed(Roles.ADMIN)
    public BlacklistStats stats() {
        return blacklist.getBlacklistStats();
    }
}
