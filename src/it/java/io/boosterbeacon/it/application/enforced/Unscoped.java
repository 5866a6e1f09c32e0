package io.boosterbeacon.it.application.enforced;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import java.time.temporal.ChronoUnit;

/** A resource without a scope, which is therefore not a CDI bean. */
@RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS)
public class Unscoped {
    public String call() {
        return "ok";
    }
}
