package io.boosterbeacon.it.application.checks;

import io.boosterbeacon.redis.revocation.RevocationCheck;
import io.boosterbeacon.redis.revocation.RevocationMode;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** Is not checked, but for one method. */
@Path("by-class")
@RequestScoped
@RevocationCheck(mode = RevocationMode.OFF)
public class ByClassResource {
    @GET
    @Path("off")
    public String off() {
        return "ok";
    }

    @GET
    @Path("strict")
    @RevocationCheck(mode = RevocationMode.STRICT)
    public String strict() {
        return "ok";
    }
}
