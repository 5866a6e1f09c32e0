package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.store.embedded.ExpiringMap.Expiring;

/** What stands under a key: its value, or the lease of whoever loads it; never both. */
sealed interface Slot extends Expiring {
    /** A value. Its bytes are shared by all who read the slot: nobody may write to them. */
    @SuppressWarnings("ArrayRecordComponent") // equal only if it is the same array, which is what a swap wants to know
    record Value(byte[] bytes, long expiresAt) implements Slot {}

    /** A lease. */
    record Lease(String token, long expiresAt) implements Slot {}
}
