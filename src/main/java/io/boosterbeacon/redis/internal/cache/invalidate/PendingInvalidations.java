package io.boosterbeacon.redis.internal.cache.invalidate;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Invalidations that the store has missed. This node reads nothing from the store before they have been repeated. They
 * are also repeated every second, so that other nodes see no stale values. Readers wait for them, so their number is
 * limited: beyond the limit the whole cache is cleared. Thread-safe.
 */
public final class PendingInvalidations {
    private static final int BATCH = 100;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final CacheStore store;
    private final ReentrantLock lock = new ReentrantLock();
    private Missed missed = new Missed();
    private volatile boolean empty = true;
    private @Nullable CompletableFuture<Void> running;

    /**
     * @param store the store, without the decorator that keeps stale values: that has missed nothing. A near cache hears
     *     of the repetition, because it may have read an old value in the meantime
     */
    public PendingInvalidations(CacheStore store, Scheduler scheduler) {
        this.store = store;
        var unused = scheduler.every(RETRY, this::settle);
    }

    /** Whether no invalidation is pending. */
    public boolean isEmpty() {
        return empty;
    }

    void add(CacheEntry.Cached entry) {
        add(invalidations -> invalidations.add(entry));
    }

    void addTags(String cacheName, Collection<String> tags) {
        add(invalidations -> invalidations.addTags(cacheName, tags));
    }

    void addAll(String cacheName) {
        add(invalidations -> invalidations.addAll(cacheName));
    }

    private void add(Consumer<Missed> addition) {
        lock.lock();
        try {
            addition.accept(missed);
            empty = false;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Repeats the pending invalidations. Completes when all that were pending at the call have been made; fails if the
     * store still does not answer. Concurrent callers share one attempt.
     */
    public CompletionStage<Void> settle() {
        if (empty) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> attempt = new CompletableFuture<>();
        lock.lock();
        try {
            if (running != null) {
                // the running attempt does not include invalidations that were added after its start
                return running.thenCompose(done -> settle());
            }
            running = attempt;
        } finally {
            lock.unlock();
        }
        CompletionStage<Void> unused = repeatMissed().whenComplete((done, failure) -> {
            if (failure == null) {
                attempt.complete(null);
            } else {
                attempt.completeExceptionally(failure);
            }
        });
        return attempt;
    }

    private CompletionStage<Void> repeatMissed() {
        Missed repeated;
        lock.lock();
        try {
            // invalidations that are added from now on are not part of this attempt
            repeated = missed;
            missed = new Missed();
        } finally {
            lock.unlock();
        }
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        for (List<CacheEntry.Cached> batch : batches(repeated.entries())) {
            // each batch has its own deadline, and a failed attempt keeps the batches that have succeeded
            all = all.thenCompose(done -> store.invalidate(batch))
                    .thenRun(() -> batch.forEach(repeated.entries()::remove));
        }
        for (Map.Entry<String, Set<String>> tags : List.copyOf(repeated.tags().entrySet())) {
            all = all.thenCompose(done -> store.invalidateTags(tags.getKey(), tags.getValue()))
                    .thenRun(() -> repeated.tags().remove(tags.getKey()));
        }
        for (String cacheName : List.copyOf(repeated.caches())) {
            all = all.thenCompose(done -> store.clear(cacheName))
                    .thenRun(() -> repeated.caches().remove(cacheName));
        }
        return all.whenComplete((done, failure) -> finish(failure == null, repeated));
    }

    private static List<List<CacheEntry.Cached>> batches(Set<CacheEntry.Cached> entries) {
        List<CacheEntry.Cached> all = List.copyOf(entries);
        return IntStream.iterate(0, from -> from < all.size(), from -> from + BATCH)
                .mapToObj(from -> all.subList(from, Math.min(all.size(), from + BATCH)))
                .toList();
    }

    private void finish(boolean done, Missed repeated) {
        lock.lock();
        try {
            running = null;
            if (!done) {
                missed.addAll(repeated);
            }
            empty = missed.isEmpty();
        } finally {
            lock.unlock();
        }
    }
}
