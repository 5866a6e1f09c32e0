package io.boosterbeacon.it.application.nodes;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.temporal.ChronoUnit;

/** Has a limit whose permits nodes take in advance. */
@ApplicationScoped
public class Bulk {
    @RateLimit(
            value = 2_000,
            window = 1,
            windowUnit = ChronoUnit.HOURS,
            key = RateLimitKey.GLOBAL,
            name = "bulk",
            leased = true)
    public void take() {
        // only its calls count
    }
}
