package io.boosterbeacon.it.application.outage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

/** Returns a rate, makes it fail, and changes it. */
@Path("rates/{currency}")
@ApplicationScoped
public class RateResource {
    @Inject
    Rates rates;

    @GET
    public String get(@PathParam("currency") String currency) {
        return String.valueOf(rates.of(currency));
    }

    @DELETE
    public void fail(@PathParam("currency") String currency) {
        rates.fail(currency);
    }

    @PUT
    public void change(@PathParam("currency") String currency) {
        rates.change(currency);
    }
}
