package io.boosterbeacon.redis.internal.telemetry;

/** Hears of the hits of one cache from one source. Thread-safe. */
public interface CacheHits {
    /** Ignores them. */
    CacheHits NONE = () -> {};

    /** The cache had a value. */
    void hit();

    /** Both of these hear of each hit. */
    default CacheHits and(CacheHits other) {
        if (this == NONE || other == NONE) {
            return this == NONE ? other : this;
        }
        return () -> {
            hit();
            other.hit();
        };
    }
}
