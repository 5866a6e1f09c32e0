package io.boosterbeacon.redis.internal.telemetry;

/** Where a cached value was found. */
public enum HitSource {
    /** In this JVM, without a call of the store. */
    NEAR,
    /** In the store. */
    REMOTE
}
