package io.boosterbeacon.redis.internal.store.embedded;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The tags of caches that were invalidated lately. Each invalidation in a cache has a number, and a value is valid as
 * long as none of its tags was invalidated after the number of its load. A cache remembers its last invalidations in
 * two buckets; when the current one is full, or older than all values, it takes the place of the other one, which is
 * forgotten. Values that are too old to be judged are not valid. Thread-safe.
 */
final class InvalidatedTags {
    private static final int REMEMBERED_TAGS = 10_000;
    /** The number before the first invalidation. */
    private static final long FIRST = 1;

    private final Time time;
    private final ConcurrentHashMap<String, OfCache> caches = new ConcurrentHashMap<>();
    private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

    InvalidatedTags(Time time) {
        this.time = time;
    }

    /** The number of the last invalidation in a cache. */
    long number(String cacheName) {
        OfCache cache = caches.get(cacheName);
        return cache == null ? FIRST : cache.state.number();
    }

    /** Tells how long a value with tags is kept, in milliseconds. */
    void keep(long millis) {
        longest.accumulate(millis);
    }

    /** Whether none of the tags was invalidated after this number. */
    boolean survive(String cacheName, long number, List<String> tags) {
        OfCache cache = caches.get(cacheName);
        return tags.isEmpty() || cache == null || cache.state.survive(number, tags);
    }

    void invalidate(String cacheName, Collection<String> tags) {
        caches.computeIfAbsent(cacheName, name -> new OfCache(time.now()))
                .invalidate(tags, time.now(), longest.longValue());
    }

    private static final class OfCache {
        private final ReentrantLock lock = new ReentrantLock();
        private volatile State state;

        OfCache(long now) {
            state = new State(FIRST, FIRST, FIRST, now, new ConcurrentHashMap<>(), Map.of());
        }

        void invalidate(Collection<String> tags, long now, long longest) {
            lock.lock();
            try {
                State before = state.current().size() > REMEMBERED_TAGS || now - state.at() > longest
                        ? state.rotated(now)
                        : state;
                long next = before.number() + 1;
                // before the number: a load that begins meanwhile has the old one, and is not stored
                tags.forEach(tag -> before.current().put(tag, next));
                state = before.numbered(next);
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * What a cache remembers.
     *
     * @param number of the last invalidation
     * @param began the number when the current bucket began
     * @param floor the number from which on the buckets know all invalidations
     * @param at when the current bucket began, in milliseconds
     */
    private record State(
            long number, long began, long floor, long at, Map<String, Long> current, Map<String, Long> other) {
        boolean survive(long of, List<String> tags) {
            if (of < floor) {
                return false;
            }
            for (String tag : tags) {
                if (current.getOrDefault(tag, 0L) > of || (of < began && other.getOrDefault(tag, 0L) > of)) {
                    return false;
                }
            }
            return true;
        }

        State rotated(long now) {
            return new State(number, number, began, now, new ConcurrentHashMap<>(), current);
        }

        State numbered(long next) {
            return new State(next, began, floor, at, current, other);
        }
    }
}
