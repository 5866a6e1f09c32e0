package io.boosterbeacon.it.application.enforced;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.temporal.ChronoUnit;

/** Leads to sub-resources. */
@Path("locators")
@ApplicationScoped
public class Locators {
    /** The locator is limited, not its sub-resource. */
    @Path("limited")
    @RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS)
    public Free limited() {
        return new Free();
    }

    @Path("by-class")
    public Class<Counted> byClass() {
        return Counted.class;
    }

    @Path("by-object")
    public Object byObject() {
        return new CountedToo();
    }

    /** Not limited. */
    public static class Free {
        @GET
        public String get() {
            return "ok";
        }
    }

    /** Limited. */
    public static class Counted {
        @GET
        @RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS)
        public String get() {
            return "ok";
        }
    }

    /** Limited, by what it inherits. */
    public static class CountedToo extends Counted {}
}
