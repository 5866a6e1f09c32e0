package io.boosterbeacon.redis.internal.telemetry;

/** Where a cached value was found. */
public enum HitSource {
    /** In this JVM, without a call of the store. */
    NEAR,
    /** In the store, or in a load in flight that the caller has waited for. */
    REMOTE
}
