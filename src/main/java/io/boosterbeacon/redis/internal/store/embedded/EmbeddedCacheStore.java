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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The lease protocol on {@link Slots}. */
final class EmbeddedCacheStore implements CacheStore {
    private final Time time;
    private final Slots slots;
    private final InvalidatedTags invalidated;

    EmbeddedCacheStore(Time time, Slots slots) {
        this.time = time;
        this.slots = slots;
        this.invalidated = new InvalidatedTags(time);
    }

    /** The value is in this JVM already. */
    @Override
    public CompletionStage<Lookup> readOrLease(CacheEntry entry, String token, Duration lease, Duration localTtl) {
        Slots.Key key = slots.key(entry);
        while (true) {
            Slot found = slots.get(key);
            long now = time.now();
            Value value = value(entry, found, now);
            if (value != null) {
                return completedFuture(hit(value));
            }
            Lease held = found == null ? null : found.lease(now);
            if (held != null) {
                return completedFuture(held(entry, held));
            }
            if (slots.swap(key, found, newLease(entry, token, lease))) {
                return completedFuture(new Lookup.Granted());
            }
        }
    }

    @Override
    public CompletionStage<List<Lookup>> readOrLeaseAll(List<Wanted> wanted, Duration lease, Duration localTtl) {
        List<CompletableFuture<Lookup>> lookups = wanted.stream()
                .map(each ->
                        readOrLease(each.entry(), each.token(), lease, localTtl).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(lookups.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> lookups.stream().map(CompletableFuture::join).toList());
    }

    @Override
    public CompletionStage<Lookup> lease(CacheEntry entry, long seen, String token, Duration lease) {
        Slots.Key key = slots.key(entry);
        while (true) {
            Slot found = slots.get(key);
            long now = time.now();
            Lease held = found == null ? null : found.lease(now);
            if (held != null
                    && !held.token().equals(token)
                    && (seen != ANY_AND_TAKE || held.token().startsWith(TAKER))) {
                return completedFuture(held(entry, held));
            }
            Value value = value(entry, found, now);
            if (seen > ANY && value != null && value.writtenAt() != seen) {
                return completedFuture(hit(value));
            }
            if (slots.swap(key, found, leased(found, newLease(entry, token, lease), now))) {
                return completedFuture(new Lookup.Granted());
            }
        }
    }

    /** The value, unless one of its tags was invalidated. */
    private @Nullable Value value(CacheEntry entry, @Nullable Slot found, long now) {
        Value value = found == null ? null : found.value(now);
        return value != null && survive(entry, value.number(), value.tags()) ? value : null;
    }

    private boolean survive(CacheEntry entry, long number, List<String> tags) {
        return !(entry instanceof CacheEntry.Cached cached) || invalidated.survive(cached.cacheName(), number, tags);
    }

    private Lease newLease(CacheEntry entry, String token, Duration lease) {
        return new Lease(token, time.in(lease), number(entry));
    }

    private Lookup held(CacheEntry entry, Lease lease) {
        return new Lookup.Held(lease.token(), lease.number() != number(entry));
    }

    /** The number of the last invalidation of tags. */
    private long number(CacheEntry entry) {
        return entry instanceof CacheEntry.Cached cached ? invalidated.number(cached.cacheName()) : 0;
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
            Value value = value(entry, found, now);
            if (found == null || value == null) {
                return completedFuture(false);
            }
            Lifetime life = value.lifetime();
            long end = Math.min(now + life.total(), value.writtenAt() + life.fresh());
            if (end <= value.expiresAt()) {
                return completedFuture(false);
            }
            Value longer = new Value(value.bytes(), value.writtenAt(), end, life, value.tags(), value.number());
            Lease held = found.lease(now);
            if (slots.swap(key, found, held == null ? longer : new Refresh(longer, held))) {
                return completedFuture(true);
            }
        }
    }

    @Override
    public CompletionStage<Boolean> write(
            CacheEntry entry, String token, byte[] value, Lifetime lifetime, List<String> tags) {
        keep(lifetime, tags);
        Slots.Key key = slots.key(entry);
        while (true) {
            Slot found = slots.get(key);
            Lease lease = leaseOf(found, token);
            if (found == null || lease == null) {
                return completedFuture(false);
            }
            boolean valid = survive(entry, lease.number(), tags);
            if (slots.swap(
                    key, found, valid ? slots.value(value, lifetime, tags, lease.number()) : found.value(time.now()))) {
                return completedFuture(valid);
            }
        }
    }

    @Override
    public CompletionStage<Boolean> release(CacheEntry entry, String token) {
        return replaceLease(entry, token, (found, lease) -> found.value(time.now()));
    }

    @Override
    public CompletionStage<Boolean> remove(CacheEntry entry, String token) {
        return replaceLease(entry, token, (found, held) -> null);
    }

    @Override
    public CompletionStage<Boolean> renew(CacheEntry entry, String token, Duration lease) {
        return replaceLease(
                entry,
                token,
                (found, held) -> leased(found, new Lease(token, time.in(lease), held.number()), time.now()));
    }

    /** @param next the slot in place of the one with the lease */
    private CompletionStage<Boolean> replaceLease(
            CacheEntry entry, String token, BiFunction<Slot, Lease, @Nullable Slot> next) {
        Slots.Key key = slots.key(entry);
        while (true) {
            Slot found = slots.get(key);
            Lease lease = leaseOf(found, token);
            if (found == null || lease == null) {
                return completedFuture(false);
            }
            if (slots.swap(key, found, next.apply(found, lease))) {
                return completedFuture(true);
            }
        }
    }

    /** The lease of a token; null if it is not held. */
    private @Nullable Lease leaseOf(@Nullable Slot found, String token) {
        Lease lease = found == null ? null : found.lease(time.now());
        return lease != null && lease.token().equals(token) ? lease : null;
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
    public CompletionStage<Void> put(CacheEntry entry, byte[] value, Lifetime lifetime, List<String> tags) {
        keep(lifetime, tags);
        slots.put(slots.key(entry), slots.value(value, lifetime, tags, number(entry)));
        return completedFuture(null);
    }

    private void keep(Lifetime lifetime, List<String> tags) {
        if (!tags.isEmpty()) {
            invalidated.keep(Math.max(lifetime.total(), lifetime.fresh()));
        }
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

    @Override
    public CompletionStage<Void> invalidateTags(String cacheName, Collection<String> tags) {
        if (!tags.isEmpty()) {
            invalidated.invalidate(cacheName, tags);
        }
        return completedFuture(null);
    }
}
