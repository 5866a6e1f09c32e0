package io.boosterbeacon.it.application.library;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import java.time.temporal.ChronoUnit;

/** Limits its implementations, whatever the type of the question. */
public interface Searches<T> {
    @RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS)
    String search(T question);

    @RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS)
    String find(T question);
}
