package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.codec.Json.UnbindableException;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The value of one entry that this node has seen last, for a caller whose look-up or load fails. Does nothing if the
 * policy accepts no stale values.
 */
final class LastKnown {
    private final CacheStore store;
    private final CacheEntry entry;
    private final ValueFormat format;
    private final ReadPolicy policy;
    private long changesBefore;

    LastKnown(CacheStore store, CacheEntry entry, ValueFormat format, ReadPolicy policy) {
        this.store = store;
        this.entry = entry;
        this.format = format;
        this.policy = policy;
    }

    /** To be called before each look-up: what it finds is not kept if this node changes the entry meanwhile. */
    void beforeLookup() {
        if (policy.serveStale()) {
            changesBefore = store.changes(entry);
        }
    }

    /**
     * Keeps a value that was read.
     *
     * @param left how long the store will return it
     */
    void keepRead(byte[] bytes, @Nullable Object value, Duration left) {
        keep(bytes, policy.of(format.isNothing(value)), left);
    }

    /**
     * Keeps a value that was loaded.
     *
     * @param ttl its lifetime; zero: it is not stored
     */
    void keepLoaded(byte[] bytes, Duration ttl) {
        keep(bytes, ttl, policy.staleTtl());
    }

    /** If values of this kind are not stored, the last known value is dropped, because it is older. */
    private void keep(byte[] bytes, Duration ttl, Duration atMost) {
        if (!policy.serveStale()) {
            return;
        }
        if (ttl.isZero()) {
            store.dropLastKnown(entry);
        } else {
            Duration staleTtl = policy.staleTtl();
            store.keepLastKnown(entry, bytes, atMost.compareTo(staleTtl) < 0 ? atMost : staleTtl, changesBefore);
        }
    }

    /** The value to serve after a failure; null if there is none. An {@code Error} is always thrown. */
    CompletionStage<@Nullable Value> find(Throwable failure) {
        return failure instanceof Exception ? find() : CompletableFuture.completedFuture(null);
    }

    /** The value; null if there is none. */
    CompletionStage<@Nullable Value> find() {
        return policy.serveStale()
                ? store.lastKnown(entry)
                        .thenApply(bytes -> bytes.map(this::opened).orElse(null))
                : CompletableFuture.completedFuture(null);
    }

    private @Nullable Value opened(byte[] bytes) {
        try {
            return new Value(bytes, format.open(entry, bytes));
        } catch (UnbindableException e) {
            return null;
        }
    }

    /** A value and its bytes. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Value(byte[] bytes, @Nullable Object value) {}
}
