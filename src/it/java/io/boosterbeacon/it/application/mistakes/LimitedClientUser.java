package io.boosterbeacon.it.application.mistakes;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Calls the limited client. */
@Path("limited-client")
@RequestScoped
public class LimitedClientUser {
    @Inject
    @RestClient
    LimitedClient client;

    @GET
    public String get() {
        return client.get("a");
    }
}
