package io.boosterbeacon.it.application.library;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import java.time.temporal.ChronoUnit;

/** Limits all its methods. */
@RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS)
public interface Browses {
    String browse();
}
