package io.boosterbeacon.redis.internal.cache.invalidate;

import io.boosterbeacon.redis.internal.cache.key.Tags;
import io.boosterbeacon.redis.internal.config.CacheName;
import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.ChangeCounts;
import io.boosterbeacon.redis.internal.store.Lifetime;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Writes and removes entries. Invalidations that the store has missed are repeated later, so their stages do not fail.
 * Thread-safe.
 */
public final class Invalidator {
    private final CacheStore store;
    private final PendingInvalidations pending;
    private final ChangeCounts changes = new ChangeCounts();
    /** The caches whose values have tags, by their names in the store. */
    private final ConcurrentMap<String, CacheName> tagged = new ConcurrentHashMap<>();

    /** @param pending keeps what the store has missed */
    public Invalidator(CacheStore store, PendingInvalidations pending) {
        this.store = store;
        this.pending = pending;
    }

    /** Counts the changes that this node has made. */
    public ChangeCounts changes() {
        return changes;
    }

    /** The invalidations that the store has missed. */
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

    /**
     * Ends a lease and removes the value beside it, if the token still holds the lease. If the store does not answer,
     * the entry is invalidated later. The stage fails with the store.
     */
    public CompletionStage<Boolean> remove(CacheEntry entry, String token) {
        return store.remove(entry, token).whenComplete((removed, failure) -> {
            if (failure != null) {
                missed(entry);
            }
        });
    }

    /** Removes all entries of a cache. */
    public CompletionStage<Void> clear(String cacheName) {
        changes.allChanged(cacheName);
        return store.clear(cacheName).exceptionally(failure -> {
            pending.addAll(cacheName);
            store.dropAllLastKnown(cacheName);
            return null;
        });
    }

    /** Prepares a cache whose values have tags. To be called before its first read. */
    public void useTags(CacheName cache) {
        if (tagged.putIfAbsent(cache.id(), cache) == null) {
            store.useTags(cache.id());
        }
    }

    /**
     * The tags of what a declaration stores that has none itself: in a cache whose values have tags elsewhere, nobody
     * knows which of them they have.
     */
    public Tags tagsOf(CacheName cache, Tags declared) {
        return declared.isEmpty() && tagged.containsKey(cache.id()) ? Tags.UNKNOWN : declared;
    }

    /** The caches whose values have tags. */
    public List<CacheName> tagged() {
        return List.copyOf(tagged.values());
    }

    /**
     * Removes all entries of a cache that have one of the tags. All values of the cache that this node keeps are
     * dropped, and its loads in flight are not shared with later callers. Values of which nobody says what tags they
     * have are removed, too.
     *
     * @param cacheName its name in the store
     * @param hashes of tags, see {@link Tags}
     */
    public CompletionStage<Void> invalidateTags(String cacheName, Collection<String> hashes) {
        if (hashes.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        Set<String> tags = new LinkedHashSet<>(hashes);
        tags.add(Tags.ANY);
        changes.allChanged(cacheName);
        return store.invalidateTags(cacheName, tags).exceptionally(failure -> {
            pending.addTags(cacheName, tags);
            store.dropAllLastKnown(cacheName);
            return null;
        });
    }

    /**
     * Stores a value in place of what was there.
     *
     * @param tags hashes of tags
     */
    public CompletionStage<Void> put(CacheEntry.Cached entry, byte[] value, Lifetime lifetime, List<String> tags) {
        changes.changed(entry);
        CompletionStage<Void> answer = store.put(entry, value, lifetime, tags);
        return answer.exceptionally(failure -> {
            missed(entry);
            // a late put may still take effect after the repeated invalidation, or after newer changes
            CompletionStage<Void> unused = Answers.untimed(answer).handle((done, late) -> {
                // pending first: later readers then wait for the invalidation
                missed(entry);
                changes.changed(entry);
                return null;
            });
            return null;
        });
    }

    /**
     * Invalidates an entry when the store answers again. Keys of {@code RedisService} are not repeated: their callers
     * see the failure of their command.
     */
    public void missed(CacheEntry entry) {
        if (entry instanceof CacheEntry.Cached cached) {
            pending.add(cached);
            // afterwards: what was looked up before may be the old value, and later readers wait
            store.dropLastKnown(entry);
        }
    }
}
