package io.boosterbeacon.it.application.enforced;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import jakarta.ejb.Local;
import java.time.temporal.ChronoUnit;

/** A local view that limits its bean. */
@Local
public interface Quotes {
    @RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS)
    String quote();
}
