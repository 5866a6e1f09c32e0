package io.boosterbeacon.redis.internal.cache.key;

import io.boosterbeacon.redis.internal.codec.Digest;
import io.boosterbeacon.redis.internal.config.CacheName;
import io.boosterbeacon.redis.internal.config.Members;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.function.Function;

/** Computes the cache entry of a call. */
public record EntryPlan(CacheName cache, KeyPlan keys, Method method) {
    /** The same as {@link #entry}, but keeps the entries of recent calls if the arguments alone determine them. */
    public Function<Object[], CacheEntry.Cached> keepingRecent() {
        return keys.arguments()
                .<Function<Object[], CacheEntry.Cached>>map(indexes -> new RecentEntries(indexes, this::entry)::of)
                .orElse(this::entry);
    }

    /** The same for calls whose only argument is the key. */
    public Function<Object, CacheEntry.Cached> keepingRecentKeys() {
        return new RecentEntries(new int[] {0}, this::entry)::ofOnly;
    }

    /** Whether a call of this plan and one of the other may have the same entry, if their caches are the same. */
    public boolean meets(EntryPlan other) {
        Optional<KeyShape> own = keys.shape();
        Optional<KeyShape> another = other.keys().shape();
        return own.isEmpty() || another.isEmpty() || own.get().overlaps(another.get());
    }

    /**
     * Computes the cache entry of a call.
     *
     * @throws IllegalArgumentException if no key can be made of an argument
     */
    public CacheEntry.Cached entry(Object[] arguments) {
        try {
            return new CacheEntry.Cached(cache.id(), Digest.of(keys.parts(method, arguments)));
        } catch (UnidentifiableException e) {
            throw new IllegalArgumentException(
                    Members.describe(method) + " is called with what it cannot be cached by: " + e.getMessage()
                            + "; accepted: " + UnidentifiableException.REMEDY,
                    e);
        }
    }
}
