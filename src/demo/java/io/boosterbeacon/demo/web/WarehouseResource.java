package io.boosterbeacon.demo.web;

import io.boosterbeacon.demo.catalogue.WarehouseSwitch;
import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/** Switches the warehouse off and on, to see what the shop does without it. */
@Path("warehouse")
@ApplicationScoped
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
public class WarehouseResource {
    /** Whether the warehouse is down. */
    public record State(boolean down) {}

    @Inject
    WarehouseSwitch off;

    @GET
    public State state() {
        return new State(off.isDown());
    }

    @PUT
    public State turn(InputStream body) throws IOException {
        boolean down = JsonInput.read(body, Set.of("down")).flag("down");
        off.turn(down);
        return new State(down);
    }
}
