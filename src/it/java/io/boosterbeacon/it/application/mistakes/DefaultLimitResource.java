package io.boosterbeacon.it.application.mistakes;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** Calls a default method of a bean. */
@Path("default-limit")
@RequestScoped
public class DefaultLimitResource {
    @Inject
    DefaultLimited bean;

    @GET
    public String get() {
        return bean.call();
    }
}
