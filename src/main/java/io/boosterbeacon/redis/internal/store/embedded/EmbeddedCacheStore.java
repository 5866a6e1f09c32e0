package io.boosterbeacon.redis.internal.store.embedded;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.internal.store.embedded.Slot.Lease;
import io.boosterbeacon.redis.internal.store.embedded.Slot.Refresh;
import io.boosterbeacon.redis.internal.store.embedded.Slot.Value;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The lease protocol on {@link Slots}. */
final class EmbeddedCacheStore implements CacheStore {
    private final Time time;
    private final Slots slots;

    EmbeddedCacheStore(Time time, Slots slots) {
        this.time = time;
        this.slots = slots;
    }

    /** The value is in this JVM already. */
    @Override
    public CompletionStage<Lookup> readOrLease(CacheEntry entry, String token, Duration lease, Duration localTtl) {
        Slots.Key key = slots.key(entry);
        while (true) {
            Slot found = slots.get(key);
            long now = time.now();
            Value value = found == null ? null : found.value(now);
            if (value != null) {
                return completedFuture(hit(value));
            }
            Lease held = found == null ? null : found.lease(now);
            if (held != null) {
                return completedFuture(new Lookup.Held(held.token()));
            }
            if (slots.swap(key, found, new Lease(token, time.in(lease)))) {
                return completedFuture(new Lookup.Granted());
            }
        }
    }

    @Override
    public CompletionStage<Lookup> lease(CacheEntry entry, long seen, String token, Duration lease) {
        Slots.Key key = slots.key(entry);
        while (true) {
            Slot found = slots.get(key);
            long now = time.now();
            Lease held = found == null ? null : found.lease(now);
            if (held != null && !held.token().equals(token) && seen != ANY_AND_TAKE) {
                return completedFuture(new Lookup.Held(held.token()));
            }
            Value value = found == null ? null : found.value(now);
            if (seen > ANY && value != null && value.writtenAt() != seen) {
                return completedFuture(hit(value));
            }
            if (slots.swap(key, found, leased(found, new Lease(token, time.in(lease)), now))) {
                return completedFuture(new Lookup.Granted());
            }
        }
    }

    private static Lookup hit(Value value) {
        return new Lookup.Hit(value.bytes(), value.writtenAt(), value.lifetime());
    }

    /** A lease beside the value that there is. */
    private static Slot leased(@Nullable Slot found, Lease lease, long now) {
        Value value = found == null ? null : found.value(now);
        return value == null ? lease : new Refresh(value, lease);
    }

    @Override
    public CompletionStage<Boolean> touch(CacheEntry.Cached entry) {
        Slots.Key key = slots.key(entry);
        while (true) {
            Slot found = slots.get(key);
            long now = time.now();
            Value value = found == null ? null : found.value(now);
            if (found == null || value == null) {
                return completedFuture(false);
            }
            Lifetime life = value.lifetime();
            long end = Math.min(now + life.total(), value.writtenAt() + life.fresh());
            if (end <= value.expiresAt()) {
                return completedFuture(false);
            }
            Value longer = new Value(value.bytes(), value.writtenAt(), end, life);
            Lease held = found.lease(now);
            if (slots.swap(key, found, held == null ? longer : new Refresh(longer, held))) {
                return completedFuture(true);
            }
        }
    }

    @Override
    public CompletionStage<Boolean> write(CacheEntry entry, String token, byte[] value, Lifetime lifetime) {
        return replaceLease(entry, token, (held, now) -> slots.value(value, lifetime));
    }

    @Override
    public CompletionStage<Boolean> release(CacheEntry entry, String token) {
        return replaceLease(entry, token, Slot::value);
    }

    @Override
    public CompletionStage<Boolean> remove(CacheEntry entry, String token) {
        return replaceLease(entry, token, (held, now) -> null);
    }

    @Override
    public CompletionStage<Boolean> renew(CacheEntry entry, String token, Duration lease) {
        return replaceLease(entry, token, (held, now) -> leased(held, new Lease(token, time.in(lease)), now));
    }

    /** @param next the slot in place of the one with the lease, at the given time */
    private CompletionStage<Boolean> replaceLease(
            CacheEntry entry, String token, BiFunction<Slot, Long, @Nullable Slot> next) {
        Slots.Key key = slots.key(entry);
        while (true) {
            Slot found = slots.get(key);
            long now = time.now();
            Lease lease = found == null ? null : found.lease(now);
            if (found == null || lease == null || !lease.token().equals(token)) {
                return completedFuture(false);
            }
            if (slots.swap(key, found, next.apply(found, now))) {
                return completedFuture(true);
            }
        }
    }

    @Override
    public CompletionStage<Long> time() {
        return completedFuture(time.now());
    }

    @Override
    public CompletionStage<Void> leaseEnd(CacheEntry entry, Duration atMost) {
        return slots.leaseEnd(entry, atMost);
    }

    @Override
    public CompletionStage<Void> put(CacheEntry entry, byte[] value, Lifetime lifetime) {
        slots.put(slots.key(entry), slots.value(value, lifetime));
        return completedFuture(null);
    }

    @Override
    public CompletionStage<Void> invalidate(Collection<? extends CacheEntry> entries) {
        entries.forEach(each -> slots.remove(slots.key(each)));
        return completedFuture(null);
    }

    @Override
    public CompletionStage<Void> clear(String cacheName) {
        slots.clear(cacheName);
        return completedFuture(null);
    }
}
