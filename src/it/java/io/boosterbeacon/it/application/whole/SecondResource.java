package io.boosterbeacon.it.application.whole;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** Is no CDI bean. */
@Path("second")
public class SecondResource {
    @GET
    public String get() {
        return "ok";
    }
}
