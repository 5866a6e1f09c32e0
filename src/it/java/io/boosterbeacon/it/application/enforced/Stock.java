package io.boosterbeacon.it.application.enforced;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import jakarta.ejb.AsyncResult;
import jakarta.ejb.Asynchronous;
import jakarta.ejb.Singleton;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Future;

/** A limited singleton without an interface. */
@Singleton
public class Stock {
    @RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS)
    public String take() {
        return "ok";
    }

    @Asynchronous
    @RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS)
    public Future<String> takeLater() {
        return new AsyncResult<>("ok");
    }
}
