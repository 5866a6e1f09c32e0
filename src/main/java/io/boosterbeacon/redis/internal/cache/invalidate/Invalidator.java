package io.boosterbeacon.redis.internal.cache.invalidate;

import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.ChangeCounts;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Writes and removes entries. No stage fails: invalidations that the store has missed are made up for later. Thread-safe. */
public final class Invalidator {
    private final CacheStore store;
    private final PendingInvalidations pending;
    private final ChangeCounts changes = new ChangeCounts();

    /** @param pending keeps what the store has missed */
    public Invalidator(CacheStore store, PendingInvalidations pending) {
        this.store = store;
        this.pending = pending;
    }

    /** What this node has changed. */
    public ChangeCounts changes() {
        return changes;
    }

    /** What the store has missed. */
    public PendingInvalidations pending() {
        return pending;
    }

    /** Removes an entry. */
    public CompletionStage<Void> invalidate(CacheEntry entry) {
        changes.changed(entry);
        return store.invalidate(List.of(entry)).exceptionally(failure -> {
            missed(entry);
            return null;
        });
    }

    /** Removes all entries of a cache. */
    public CompletionStage<Void> clear(String cacheName) {
        changes.allChanged(cacheName);
        return store.clear(cacheName).exceptionally(failure -> {
            pending.addAll(cacheName);
            return null;
        });
    }

    /** Stores a value in place of what was there. */
    public CompletionStage<Void> put(CacheEntry.Cached entry, byte[] value, Duration ttl) {
        changes.changed(entry);
        CompletionStage<Void> answer = store.put(entry, value, ttl);
        return answer.exceptionally(failure -> {
            missed(entry);
            // a put that takes effect after its deadline may do so after what made up for it, and after newer changes
            CompletionStage<Void> unused = Answers.untimed(answer).handle((done, late) -> {
                // pending first: whoever looks later waits for it
                missed(entry);
                changes.changed(entry);
                return null;
            });
            return null;
        });
    }

    /** A key of the application's own is not made up for: its caller is told that its command has failed. */
    private void missed(CacheEntry entry) {
        if (entry instanceof CacheEntry.Cached cached) {
            pending.add(List.of(cached));
        }
    }
}
