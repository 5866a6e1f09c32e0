package io.boosterbeacon.it.application.checks;

import io.boosterbeacon.redis.revocation.RevocationCheck;
import io.boosterbeacon.redis.revocation.RevocationMode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** A sub-resource. */
public class Part {
    @GET
    @Path("off")
    @RevocationCheck(mode = RevocationMode.OFF)
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
