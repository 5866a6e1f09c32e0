package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.cache.invalidate.Invalidator;
import io.boosterbeacon.redis.internal.cache.invalidate.PendingInvalidations;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.CacheSettings;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.ChangeCounts;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The loads of this node that other callers can find, and what all look-ups of the node share. Thread-safe. */
final class LoadsInFlight {
    private final CacheStore store;
    private final Invalidator invalidator;
    private final LoadThreads threads;
    private final CacheSettings settings;
    /** Tokens consist of a random id of the node and a counter, which is cheaper than a random token for each call. */
    private final String node = UUID.randomUUID() + "-";

    private final AtomicLong tokens = new AtomicLong();
    private final ConcurrentMap<String, InFlightLoad> leased = new ConcurrentHashMap<>();
    private final ConcurrentMap<CacheEntry, InFlightLoad> unleased = new ConcurrentHashMap<>();
    private final ConcurrentMap<CacheEntry, SharedLookup> afterLeases = new ConcurrentHashMap<>();
    private final AtomicLong begun = new AtomicLong();

    LoadsInFlight(CacheStore store, Invalidator invalidator, LoadThreads threads, CacheSettings settings) {
        this.store = store;
        this.invalidator = invalidator;
        this.threads = threads;
        this.settings = settings;
    }

    CacheStore store() {
        return store;
    }

    Invalidator invalidator() {
        return invalidator;
    }

    PendingInvalidations pending() {
        return invalidator.pending();
    }

    /** Looks up after the pending invalidations, which are repeated first. Both together have the deadline of one. */
    <T> CompletionStage<T> settled(Supplier<CompletionStage<T>> lookup) {
        if (pending().isEmpty()) {
            return lookup.get();
        }
        long deadline = nanos() + settings.timeout().toNanos();
        return timers().withTimeout(pending().settle(), settings.timeout()).thenCompose(settled -> {
            Duration left = Duration.ofNanos(Math.max(0, deadline - nanos()));
            return timers().withTimeout(lookup.get(), left);
        });
    }

    ChangeCounts changes() {
        return invalidator.changes();
    }

    Scheduler timers() {
        return threads.timers();
    }

    CacheSettings settings() {
        return settings;
    }

    /** The time of a clock like {@link System#nanoTime}. */
    long nanos() {
        return threads.nanos().getAsLong();
    }

    /** A token that no other look-up of any node has. */
    String newToken() {
        return node + Long.toString(tokens.incrementAndGet(), Character.MAX_RADIX);
    }

    /** The loads of the callers that have been granted a lease, or may be granted it, by token. */
    ConcurrentMap<String, InFlightLoad> leased() {
        return leased;
    }

    /** The next number of a caller or of a shared look-up. */
    long begin() {
        return begun.incrementAndGet();
    }

    /** The look-ups in flight after the end of a lease of another node. */
    ConcurrentMap<CacheEntry, SharedLookup> afterLeases() {
        return afterLeases;
    }

    /** The loads without a lease, while the store does not answer. */
    ConcurrentMap<CacheEntry, InFlightLoad> unleased() {
        return unleased;
    }
}
