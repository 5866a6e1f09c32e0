package io.boosterbeacon.it.application.timers;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** Shows the clock. */
@Path("clock")
@RequestScoped
public class ClockResource {
    @Inject
    Clock clock;

    /** Kept until the next tick. */
    @GET
    public String time() {
        return Long.toString(clock.time());
    }

    /** How often the limited timer has been admitted. */
    @GET
    @Path("time-outs")
    public int timeOuts() {
        return clock.timeOuts();
    }
}
