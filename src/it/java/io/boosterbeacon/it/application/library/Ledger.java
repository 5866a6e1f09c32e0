package io.boosterbeacon.it.application.library;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import jakarta.ejb.Stateless;
import java.time.temporal.ChronoUnit;

/** A limited enterprise bean. */
@Stateless
public class Ledger {
    @RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS, name = "ledger")
    public String book() {
        return "booked";
    }
}
