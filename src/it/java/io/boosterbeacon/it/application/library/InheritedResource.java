package io.boosterbeacon.it.application.library;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.temporal.ChronoUnit;

/** Limited and cached by annotations of its superclass and its interfaces. */
@Path("inherited")
@ApplicationScoped
public class InheritedResource implements Searches<String>, Browses {
    @Inject
    RisingPrices prices;

    @Inject
    @Named("fixed")
    Prices<String, Integer> fixedPrices;

    @Inject
    Part part;

    @GET
    @Path("by-generic-interface")
    @Override
    public String search(@QueryParam("q") String question) {
        return "ok";
    }

    @GET
    @Path("by-itself-too")
    @Override
    @RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS)
    public String find(@QueryParam("q") String question) {
        return "ok";
    }

    @GET
    @Path("by-interface")
    @Override
    public String browse() {
        return "ok";
    }

    @GET
    @Path("by-bean")
    public int quote() {
        return prices.quote("apple");
    }

    @GET
    @Path("by-produced-object")
    public int fixedQuote() {
        return fixedPrices.quote("apple");
    }

    @GET
    @Path("cached")
    public int price() {
        return prices.price("apple");
    }

    @Path("part")
    public Part part() {
        return part;
    }

    @Path("untold-part")
    public Object untoldPart() {
        return new UntoldPart();
    }

    @Path("plain-part")
    public PlainPart plainPart() {
        return new PlainPart();
    }
}
