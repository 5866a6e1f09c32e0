package io.boosterbeacon.it.application.library;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import jakarta.ws.rs.GET;
import java.time.temporal.ChronoUnit;

/** A sub-resource whose type its locator does not declare. */
public class UntoldPart {
    @GET
    @RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS)
    public String get() {
        return "untold part";
    }
}
