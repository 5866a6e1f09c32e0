package io.boosterbeacon.demo.catalogue;

import io.boosterbeacon.redis.RedisService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/** The numbers of the queue in front of the shop. All instances on one Redis continue one sequence. */
@ApplicationScoped
public class Tickets {
    private static final String COUNTER = "demo:tickets";
    private static final Duration KEPT = Duration.ofDays(1);

    @Inject
    RedisService redis;

    /** The next number. */
    public long next() {
        return redis.increment(COUNTER, 1, KEPT);
    }

    /** How many numbers were taken. */
    public long taken() {
        return redis.get(COUNTER).map(Long::parseLong).orElse(0L);
    }
}
