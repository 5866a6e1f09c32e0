package io.boosterbeacon.it.application.enforced;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import java.time.temporal.ChronoUnit;

/** It has no scope, and is no bean therefore. */
@RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS)
public class Unscoped {
    public String call() {
        return "ok";
    }
}
