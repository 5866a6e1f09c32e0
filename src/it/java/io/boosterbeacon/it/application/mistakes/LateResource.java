package io.boosterbeacon.it.application.mistakes;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** Uses the bean by its interface. */
@Path("late")
@RequestScoped
public class LateResource {
    @Inject
    Creates<String> creates;

    @GET
    public String get() {
        return String.valueOf(creates.create("ok"));
    }
}
