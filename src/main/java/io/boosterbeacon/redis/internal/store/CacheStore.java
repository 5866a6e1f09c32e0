package io.boosterbeacon.redis.internal.store;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Values with leases, so that a key is loaded once and an invalidation beats a load in flight.
 *
 * <p>Whoever finds no value is granted the lease, unless somebody holds it. Its holder may write; {@link #put},
 * {@link #invalidate} and {@link #clear} end it, and the value then loaded is not stored. Stages fail with
 * {@link StoreException}.
 */
public interface CacheStore {
    /**
     * Returns the value, or grants the lease, or says who holds it.
     *
     * @param token the caller's own, unique token, used if the lease is granted
     * @param lease how long the lease lasts unless renewed
     */
    CompletionStage<Lookup> readOrLease(CacheEntry entry, String token, Duration lease);

    /** Stores the value and ends the lease, if the token still holds it. False: nothing was stored. */
    CompletionStage<Boolean> write(CacheEntry entry, String token, byte[] value, Duration ttl);

    /** Ends the lease without a value, if the token still holds it; else false. */
    CompletionStage<Boolean> release(CacheEntry entry, String token);

    /** Lets the lease last for another {@code lease} from now, if the token still holds it; else false. */
    CompletionStage<Boolean> renew(CacheEntry entry, String token, Duration lease);

    /**
     * Completes when the entry's lease ends in any way, or after {@code atMost}. Hints only, may come early; whoever waits
     * must call this before the read that tells it to wait, and read again afterwards.
     */
    CompletionStage<Void> leaseEnd(CacheEntry entry, Duration atMost);

    /** Stores the value, whoever holds a lease, and ends that lease. */
    CompletionStage<Void> put(CacheEntry entry, byte[] value, Duration ttl);

    /** Removes values and ends leases. */
    CompletionStage<Void> invalidate(Collection<? extends CacheEntry> entries);

    /** Removes all values and ends all leases of a cache, in a time that does not depend on its size. */
    CompletionStage<Void> clear(String cacheName);

    /**
     * Counts the changes of an entry that this node has made, as far as it needs that for {@link #keepLastKnown}: to be asked
     * before a value is looked for.
     */
    default long changes(CacheEntry entry) {
        return 0;
    }

    /**
     * Keeps a value that was read or loaded, for {@link #lastKnown}. Does nothing if this node has changed the entry meanwhile,
     * and nothing where no values are kept.
     *
     * @param staleTtl how long the value may be served once it is stale; counted from now
     * @param changes what {@link #changes} was before the value was looked for
     */
    default void keepLastKnown(CacheEntry entry, byte[] value, Duration staleTtl, long changes) {}

    /** Drops a value that was kept, because a newer one is not to be kept. */
    default void dropLastKnown(CacheEntry entry) {}

    /**
     * The value that was kept last, perhaps stale; empty if there is none. {@link #put}, {@link #invalidate} and {@link #clear}
     * drop it. For callers whose look-up or load has failed; does not fail itself.
     */
    default CompletionStage<Optional<byte[]>> lastKnown(CacheEntry entry) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    /** The answer of a look-up. */
    sealed interface Lookup {
        /** There is a value; nobody else holds the array. */
        @SuppressWarnings("ArrayRecordComponent") // never compared: a lookup is taken apart at once
        record Hit(byte[] value) implements Lookup {}

        /** There is none; the caller's token now holds the lease. */
        record Granted() implements Lookup {}

        /** There is none; another token holds the lease. */
        record Held(String token) implements Lookup {}
    }
}
