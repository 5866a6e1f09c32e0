package io.boosterbeacon.it.application.mistakes;

import io.boosterbeacon.redis.ratelimit.RateLimit;

/** Limits a method that its beans need not have. */
public interface DefaultLimit {
    @RateLimit(1)
    default String call() {
        return "called";
    }
}
