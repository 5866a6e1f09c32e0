package io.boosterbeacon.redis.internal.store.embedded;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.embedded.Slot.Lease;
import io.boosterbeacon.redis.internal.store.embedded.Slot.Value;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The lease protocol on {@link Slots}. */
final class EmbeddedCacheStore implements CacheStore {
    private final Time time;
    private final Slots slots;

    EmbeddedCacheStore(Time time, Slots slots) {
        this.time = time;
        this.slots = slots;
    }

    @Override
    public CompletionStage<Lookup> readOrLease(CacheEntry entry, String token, Duration lease) {
        Slots.Key key = slots.key(entry);
        while (true) {
            Slot found = slots.get(key);
            if (found instanceof Value value) {
                return completedFuture(new Lookup.Hit(value.bytes().clone()));
            }
            if (found instanceof Lease held) {
                return completedFuture(new Lookup.Held(held.token()));
            }
            if (slots.swap(key, null, new Lease(token, time.in(lease)))) {
                return completedFuture(new Lookup.Granted());
            }
        }
    }

    @Override
    public CompletionStage<Boolean> write(CacheEntry entry, String token, byte[] value, Duration ttl) {
        return replaceLease(entry, token, slots.value(value, ttl));
    }

    @Override
    public CompletionStage<Boolean> release(CacheEntry entry, String token) {
        return replaceLease(entry, token, null);
    }

    @Override
    public CompletionStage<Boolean> renew(CacheEntry entry, String token, Duration lease) {
        return replaceLease(entry, token, new Lease(token, time.in(lease)));
    }

    private CompletionStage<Boolean> replaceLease(CacheEntry entry, String token, @Nullable Slot next) {
        Slots.Key key = slots.key(entry);
        while (slots.get(key) instanceof Lease lease && lease.token().equals(token)) {
            if (slots.swap(key, lease, next)) {
                return completedFuture(true);
            }
        }
        return completedFuture(false);
    }

    @Override
    public CompletionStage<Void> leaseEnd(CacheEntry entry, Duration atMost) {
        return slots.leaseEnd(entry, atMost);
    }

    @Override
    public CompletionStage<Void> put(CacheEntry entry, byte[] value, Duration ttl) {
        slots.put(slots.key(entry), slots.value(value, ttl));
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
