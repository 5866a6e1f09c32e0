package io.boosterbeacon.redis.internal.cache.invalidate;

import io.boosterbeacon.redis.internal.concurrent.Deadlines;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Invalidations that the store has missed. This node reads nothing from the store before they are made up for; for the sake of
 * other nodes they are tried again every second. Readers wait for them, so only so many entries are kept: whole caches are
 * cleared instead of further ones. Thread-safe.
 */
public final class PendingInvalidations {
    private static final int MAX_ENTRIES = 500;
    private static final int BATCH = 100;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final CacheStore store;
    private final ReentrantLock lock = new ReentrantLock();
    private Set<CacheEntry.Cached> entries = new HashSet<>();
    private Set<String> caches = new HashSet<>();
    private volatile boolean empty = true;
    private @Nullable CompletableFuture<Void> replay;

    /** @param store past whatever is kept in this JVM, where nothing was missed */
    public PendingInvalidations(CacheStore store, Deadlines deadlines) {
        this.store = store;
        var unused = deadlines.every(RETRY, this::settle);
    }

    /** Whether the store has missed nothing. */
    public boolean isEmpty() {
        return empty;
    }

    void add(Collection<CacheEntry.Cached> missed) {
        lock.lock();
        try {
            for (CacheEntry.Cached entry : missed) {
                if (entries.size() < MAX_ENTRIES) {
                    entries.add(entry);
                } else if (!entries.contains(entry)) {
                    caches.add(entry.cacheName());
                }
            }
            empty = false;
        } finally {
            lock.unlock();
        }
    }

    void addAll(String cacheName) {
        lock.lock();
        try {
            caches.add(cacheName);
            empty = false;
        } finally {
            lock.unlock();
        }
    }

    /** Completes when nothing is pending that was so at the call; fails if the store still does not answer. Callers share one attempt. */
    public CompletionStage<Void> settle() {
        if (empty) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> attempt = new CompletableFuture<>();
        lock.lock();
        try {
            if (replay != null) {
                // it does not know of what came in after it began
                return replay.thenCompose(done -> settle());
            }
            replay = attempt;
        } finally {
            lock.unlock();
        }
        CompletionStage<Void> unused = makeUp().whenComplete((done, failure) -> {
            if (failure == null) {
                attempt.complete(null);
            } else {
                attempt.completeExceptionally(failure);
            }
        });
        return attempt;
    }

    private CompletionStage<Void> makeUp() {
        Set<CacheEntry.Cached> missed;
        Set<String> missedCaches;
        lock.lock();
        try {
            // what comes in from now on is not part of this attempt
            missed = entries;
            entries = new HashSet<>();
            missedCaches = caches;
            caches = new HashSet<>();
        } finally {
            lock.unlock();
        }
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        for (List<CacheEntry.Cached> batch : batches(missed)) {
            // each has a deadline of its own: an attempt that fails halfway has come halfway
            all = all.thenCompose(done -> store.invalidate(batch)).thenRun(() -> batch.forEach(missed::remove));
        }
        for (String cacheName : List.copyOf(missedCaches)) {
            all = all.thenCompose(done -> store.clear(cacheName)).thenRun(() -> missedCaches.remove(cacheName));
        }
        return all.whenComplete((done, failure) -> finish(failure == null, missed, missedCaches));
    }

    private static List<List<CacheEntry.Cached>> batches(Set<CacheEntry.Cached> entries) {
        List<CacheEntry.Cached> all = List.copyOf(entries);
        return IntStream.iterate(0, from -> from < all.size(), from -> from + BATCH)
                .mapToObj(from -> all.subList(from, Math.min(all.size(), from + BATCH)))
                .toList();
    }

    private void finish(boolean done, Set<CacheEntry.Cached> missed, Set<String> missedCaches) {
        lock.lock();
        try {
            replay = null;
            if (done) {
                empty = entries.isEmpty() && caches.isEmpty();
            } else {
                missedCaches.forEach(this::addAll);
                add(missed);
            }
        } finally {
            lock.unlock();
        }
    }
}
