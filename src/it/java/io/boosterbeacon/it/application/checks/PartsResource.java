package io.boosterbeacon.it.application.checks;

import jakarta.ws.rs.Path;

/** Locates sub-resources. */
@Path("parts")
public class PartsResource {
    @Path("told")
    public Part told() {
        return new Part();
    }

    @Path("untold")
    public Object untold() {
        return new Part();
    }
}
