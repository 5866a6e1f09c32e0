package io.boosterbeacon.it.application.library;

import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import jakarta.ejb.Stateless;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** An enterprise bean with a limit and a cache. */
@Stateless
public class Ledger {
    @RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS, name = "ledger")
    public String book() {
        return "booked";
    }

    /** Another value at each call. */
    @Cached(ttl = 1, staleTtl = 60)
    public String news(String id) {
        return UUID.randomUUID().toString();
    }
}
