package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.concurrent.Waiters;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.internal.store.embedded.Slot.Lease;
import io.boosterbeacon.redis.internal.store.embedded.Slot.Value;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The slots of all entries. Entries of caches share {@value #MAX_CACHED_BYTES} bytes and are evicted when these are
 * used up. Plain keys are data of the application and are kept until they expire or are deleted.
 */
final class Slots {
    private static final long MAX_CACHED_BYTES = 64L << 20;

    /** The approximate memory of a value besides its bytes. */
    private static final int OVERHEAD = 200;

    private final Time time;
    private final ExpiringMap<Key, Slot> cached;
    private final ExpiringMap<Key, Slot> plain;
    private final Waiters<Key> waiters;
    private final ConcurrentHashMap<String, Long> generations = new ConcurrentHashMap<>();

    Slots(Time time, Scheduler scheduler) {
        this.time = time;
        waiters = new Waiters<>(scheduler);
        cached = new ExpiringMap<>(time, MAX_CACHED_BYTES, (key, slot) -> weight(slot));
        plain = new ExpiringMap<>(time);
    }

    // a lease weighs nothing and is never evicted: otherwise two callers would load at the same time
    private static int weight(Slot slot) {
        Value value = slot.value(0);
        return value == null ? 0 : value.bytes().length + OVERHEAD;
    }

    /** The current key of an entry. It changes when the entry's cache is cleared. */
    Key key(CacheEntry entry) {
        return new Key(
                entry, entry instanceof CacheEntry.Cached of ? generations.getOrDefault(of.cacheName(), 0L) : 0L);
    }

    private ExpiringMap<Key, Slot> map(Key key) {
        return key.entry() instanceof CacheEntry.Cached ? cached : plain;
    }

    /**
     * A value of an entry of a cache, or of a plain key.
     *
     * @param number of the last invalidation of tags before the load
     */
    Value value(byte[] bytes, Lifetime lifetime, List<String> tags, long number) {
        long now = time.now();
        return new Value(
                bytes.clone(), now, Time.after(now, Duration.ofMillis(lifetime.total())), lifetime, tags, number);
    }

    /** A value of a plain key. */
    Value plain(byte[] bytes, @Nullable Duration ttl) {
        return plain(bytes.clone(), ttl == null ? Time.NEVER : time.in(ttl));
    }

    /** A value of a plain key that keeps the array. */
    static Value plain(byte[] bytes, long expiresAt) {
        return new Value(bytes, 0, expiresAt, Lifetime.UNKNOWN, List.of(), 0);
    }

    @Nullable
    Slot get(Key key) {
        return map(key).get(key);
    }

    void put(Key key, Value value) {
        map(key).put(key, value);
        waiters.wake(key);
    }

    /** Removes a slot. Returns whether it was a value. */
    boolean remove(Key key) {
        Slot removed = map(key).remove(key);
        waiters.wake(key);
        return removed instanceof Value;
    }

    /** Replaces a slot if it is still the given one. Null stands for no slot. */
    boolean swap(Key key, @Nullable Slot old, @Nullable Slot next) {
        boolean swapped = map(key).swap(key, old, next);
        if (swapped && (next == null || next.lease(0) == null)) {
            waiters.wake(key);
        }
        return swapped;
    }

    CompletionStage<Void> leaseEnd(CacheEntry entry, Duration atMost) {
        Key key = key(entry);
        Lease lease = lease(key);
        Duration left = lease == null ? atMost : Duration.ofMillis(lease.expiresAt() - time.now());
        CompletionStage<Void> end = waiters.await(List.of(key), left.compareTo(atMost) < 0 ? left : atMost);
        if (!key.equals(key(entry)) || lease(key) == null) {
            // the lease ended before the waiter was registered, and nobody else will wake it
            waiters.wake(key);
        }
        return end;
    }

    private @Nullable Lease lease(Key key) {
        Slot slot = get(key);
        return slot == null ? null : slot.lease(time.now());
    }

    /**
     * Clears a cache by starting a new generation of keys. The old slots are no longer found, and stay in memory until
     * they expire or are evicted.
     */
    void clear(String cacheName) {
        generations.merge(cacheName, 1L, Long::sum);
        waiters.wakeIf(key ->
                key.entry() instanceof CacheEntry.Cached of && of.cacheName().equals(cacheName));
    }

    void clear() {
        cached.clear();
        plain.clear();
        waiters.wakeIf(key -> true);
    }

    /** The number of slots in memory. */
    long size() {
        return cached.size() + plain.size();
    }

    /** An entry and the generation of its cache, which begins anew with each clear. */
    record Key(CacheEntry entry, long generation) {}
}
