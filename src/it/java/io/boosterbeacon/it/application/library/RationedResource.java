package io.boosterbeacon.it.application.library;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** Limited by its stereotype. */
@Path("rationed")
@Rationed
public class RationedResource {
    @GET
    public String get() {
        return "ok";
    }
}
