package io.boosterbeacon.it.application.mistakes;

import io.boosterbeacon.redis.ratelimit.RateLimit;

/** Limits a default method, which beans need not implement. */
public interface DefaultLimit {
    @RateLimit(1)
    default String call() {
        return "called";
    }
}
