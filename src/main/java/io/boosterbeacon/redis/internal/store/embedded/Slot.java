package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.internal.store.embedded.ExpiringMap.Expiring;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The content of a key: its value, the lease of the caller that loads it, or both. */
sealed interface Slot extends Expiring {
    /**
     * A value. Readers share the array and must not modify it.
     *
     * @param number of the last invalidation of tags before the load, see {@link InvalidatedTags}
     */
    @SuppressWarnings("ArrayRecordComponent") // comparing by identity is what a swap needs
    record Value(byte[] bytes, long writtenAt, long expiresAt, Lifetime lifetime, List<String> tags, long number)
            implements Slot {}

    /**
     * The permission to load the value.
     *
     * @param number of the last invalidation of tags before the load
     */
    record Lease(String token, long expiresAt, long number) implements Slot {}

    /** A value that is being replaced. It is kept until both have expired. */
    record Refresh(Value value, Lease lease) implements Slot {
        @Override
        public long expiresAt() {
            return Math.max(value.expiresAt(), lease.expiresAt());
        }
    }

    /** The value that can be served; null if there is none. */
    default @Nullable Value value(long now) {
        Value value = this instanceof Refresh refresh ? refresh.value() : this instanceof Value own ? own : null;
        return value != null && value.expiresAt() > now ? value : null;
    }

    /** The lease that is held; null if there is none. */
    default @Nullable Lease lease(long now) {
        Lease lease = this instanceof Refresh refresh ? refresh.lease() : this instanceof Lease own ? own : null;
        return lease != null && lease.expiresAt() > now ? lease : null;
    }
}
