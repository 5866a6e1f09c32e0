package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.telemetry.HitSource;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;

/** Tells what becomes of reads of named caches. Keys of {@code RedisService} belong to none. */
final class ReadTelemetry {
    private final Telemetry telemetry;

    ReadTelemetry(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    void hit(String cache) {
        if (!cache.isEmpty()) {
            telemetry.cacheHit(cache, HitSource.REMOTE);
        }
    }

    void miss(String cache) {
        if (!cache.isEmpty()) {
            telemetry.cacheMiss(cache);
        }
    }

    void stale(String cache) {
        if (!cache.isEmpty()) {
            telemetry.cacheServedStale(cache);
        }
    }

    /** @param begin when the load began, by {@link System#nanoTime} */
    void loaded(String cache, long begin) {
        if (!cache.isEmpty()) {
            telemetry.cacheLoaded(cache, System.nanoTime() - begin);
        }
    }

    /** @param begin when the load began, by {@link System#nanoTime} */
    void loadFailed(String cache, long begin) {
        if (!cache.isEmpty()) {
            telemetry.cacheLoadFailed(cache, System.nanoTime() - begin);
        }
    }
}
