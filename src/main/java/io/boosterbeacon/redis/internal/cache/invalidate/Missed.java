package io.boosterbeacon.redis.internal.cache.invalidate;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A bounded set of invalidations: beyond the limit the whole cache is to be cleared. Not thread-safe. */
final class Missed {
    private static final int MAX_ENTRIES = 500;

    private final Set<CacheEntry.Cached> entries = new HashSet<>();
    private final Map<String, Set<String>> tags = new HashMap<>();
    private final Set<String> caches = new HashSet<>();
    private int tagCount;

    /** Entries to be removed. What was repeated is to be removed from this set. */
    Set<CacheEntry.Cached> entries() {
        return entries;
    }

    /** Tags to be invalidated, by cache. What was repeated is to be removed from this map. */
    Map<String, Set<String>> tags() {
        return tags;
    }

    /** Caches to be cleared. What was repeated is to be removed from this set. */
    Set<String> caches() {
        return caches;
    }

    boolean isEmpty() {
        return entries.isEmpty() && tags.isEmpty() && caches.isEmpty();
    }

    void add(CacheEntry.Cached entry) {
        if (entries.size() < MAX_ENTRIES) {
            entries.add(entry);
        } else if (!entries.contains(entry)) {
            caches.add(entry.cacheName());
        }
    }

    void addTags(String cacheName, Collection<String> missed) {
        Set<String> known = tags.computeIfAbsent(cacheName, name -> new HashSet<>());
        for (String tag : missed) {
            if (tagCount < MAX_ENTRIES) {
                tagCount += known.add(tag) ? 1 : 0;
            } else if (!known.contains(tag)) {
                caches.add(cacheName);
            }
        }
    }

    void addAll(String cacheName) {
        caches.add(cacheName);
    }

    void addAll(Missed other) {
        other.caches.forEach(this::addAll);
        other.tags.forEach(this::addTags);
        other.entries.forEach(this::add);
    }
}
