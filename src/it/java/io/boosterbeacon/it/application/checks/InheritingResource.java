package io.boosterbeacon.it.application.checks;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;

/** Has the annotations of its superclass and of its interface. */
@Path("inheriting")
@ApplicationScoped
public class InheritingResource extends UncheckedBase implements Unchecked<String> {
    @GET
    @Path("by-superclass")
    public String bySuperclass() {
        return "ok";
    }

    @GET
    @Path("by-interface")
    @Override
    public String find(@QueryParam("q") String text) {
        return "ok";
    }

    @GET
    @Path("by-overridden-method")
    @Override
    public String overridden() {
        return "ok";
    }
}
