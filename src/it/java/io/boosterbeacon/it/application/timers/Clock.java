package io.boosterbeacon.it.application.timers;

import io.boosterbeacon.redis.cache.CacheInvalidateAll;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import jakarta.ejb.Lock;
import jakarta.ejb.LockType;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Has a timer that changes a cache, and one that is limited. */
@Startup
@Singleton
@Lock(LockType.READ)
public class Clock {
    private final AtomicInteger timeOuts = new AtomicInteger();

    @Cached(cacheName = "time")
    public long time() {
        return System.nanoTime();
    }

    @CacheInvalidateAll(cacheName = "time")
    @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
    void tick() {}

    @RateLimit(value = 2, window = 1, windowUnit = ChronoUnit.HOURS)
    @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
    void timeOut() {
        timeOuts.incrementAndGet();
    }

    public int timeOuts() {
        return timeOuts.get();
    }
}
