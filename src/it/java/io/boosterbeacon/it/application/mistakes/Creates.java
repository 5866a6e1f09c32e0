package io.boosterbeacon.it.application.mistakes;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import java.time.temporal.ChronoUnit;

/** Limits its implementations. */
public interface Creates<T> {
    @RateLimit(value = 1, window = 1, windowUnit = ChronoUnit.HOURS)
    Object create(T argument);
}
