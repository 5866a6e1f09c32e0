package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.store.embedded.ExpiringMap.Expiring;

/** The content of a key: either its value, or the lease of the caller that loads it. */
sealed interface Slot extends Expiring {
    /** A value. Readers share the array and must not modify it. */
    @SuppressWarnings("ArrayRecordComponent") // comparing by identity is what a swap needs
    record Value(byte[] bytes, long expiresAt) implements Slot {}

    /** A lease. */
    record Lease(String token, long expiresAt) implements Slot {}
}
