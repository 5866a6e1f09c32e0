package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.CacheStore.Lookup;
import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.testing.HandMovedClock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The server of the model: the embedded store, which has the protocol of leases, generations and tags, and reports to
 * the nodes what has changed. It checks each value that it returns.
 */
final class ModelServer {
    private static final String PEEK = "peek";

    private final CacheStore cache;
    private final History history;
    private final List<ModelLink> links;
    private String cacheName = "";
    private final long[] changedKeys = new long[History.KEYS];
    private final long[] changedTags = new long[History.TAGS];
    private long cleared;

    ModelServer(HandMovedClock clock, History history, List<ModelLink> links) {
        this.cache = new EmbeddedStore(clock).cache();
        this.history = history;
        this.links = links;
    }

    void begin(String cacheName) {
        this.cacheName = cacheName;
        Arrays.fill(changedKeys, 0);
        Arrays.fill(changedTags, 0);
        cleared = 0;
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    long time() {
        return now(cache.time());
    }

    /** Reads a value, and grants no lease. */
    Lookup.@Nullable Hit peek(CacheEntry.Cached entry) {
        Lookup found = now(cache.readOrLease(entry, PEEK, Duration.ofSeconds(1)));
        if (found instanceof Lookup.Hit hit) {
            return checked(hit);
        }
        if (found instanceof Lookup.Granted) {
            Boolean unused = now(cache.release(entry, PEEK));
        }
        return null;
    }

    private boolean exists(CacheEntry entry) {
        Lookup found = now(cache.readOrLease(entry, PEEK, Duration.ofSeconds(1)));
        if (found instanceof Lookup.Granted) {
            Boolean unused = now(cache.release(entry, PEEK));
        }
        return found instanceof Lookup.Hit;
    }

    /** Whether a lease is held. */
    boolean isLeased(CacheEntry.Cached entry) {
        Lookup found = now(cache.lease(entry, CacheStore.ANY, PEEK, Duration.ofSeconds(1)));
        if (found instanceof Lookup.Granted) {
            Boolean unused = now(cache.release(entry, PEEK));
        }
        return found instanceof Lookup.Held;
    }

    Lookup readOrLease(CacheEntry entry, String token, Duration lease) {
        return checked(now(cache.readOrLease(entry, token, lease)));
    }

    Lookup lease(CacheEntry entry, long seen, String token, Duration lease) {
        return checked(now(cache.lease(entry, seen, token, lease)));
    }

    private <T extends Lookup> T checked(T found) {
        if (found instanceof Lookup.Hit hit) {
            ModelValue value = history.value(hit.value());
            if (value == null) {
                history.violated("the server returns bytes that nobody has made");
            } else if (value.born < lastChange(value)) {
                history.violated("the server returns " + value + ", born at " + value.born + ", after a change at "
                        + lastChange(value));
            }
        }
        return found;
    }

    private long lastChange(ModelValue value) {
        long last = Math.max(cleared, changedKeys[value.key]);
        for (int i = 0; i < History.TAGS; i++) {
            last = (value.tags >> i & 1) == 1 ? Math.max(last, changedTags[i]) : last;
        }
        return last;
    }

    boolean write(CacheEntry entry, String token, byte[] value, Lifetime lifetime, List<String> tags) {
        boolean stored = now(cache.write(entry, token, value, lifetime, tags));
        if (stored) {
            // an older value was not invalid before
            changed(entry, 0);
        }
        return stored;
    }

    boolean release(CacheEntry entry, String token) {
        return now(cache.release(entry, token));
    }

    boolean remove(CacheEntry entry, String token) {
        boolean existed = exists(entry);
        boolean removed = now(cache.remove(entry, token));
        if (removed && existed) {
            changed(entry, 0);
        }
        return removed;
    }

    boolean renew(CacheEntry entry, String token, Duration lease) {
        return now(cache.renew(entry, token, lease));
    }

    @Nullable
    Void put(CacheEntry entry, byte[] value, Lifetime lifetime, List<String> tags, @Nullable Change by) {
        long tick = made(by);
        changedKeys[History.key(entry)] = tick;
        ModelValue made = history.value(value);
        if (made != null) {
            made.born = tick;
        }
        Void unused = now(cache.put(entry, value, lifetime, tags));
        changed(entry, tick);
        return null;
    }

    @Nullable
    Void invalidate(Collection<? extends CacheEntry> entries, @Nullable Change by) {
        for (CacheEntry each : entries) {
            long tick = made(by);
            changedKeys[History.key(each)] = tick;
            boolean existed = exists(each);
            Void unused = now(cache.invalidate(List.of(each)));
            if (existed) {
                changed(each, tick);
            } else {
                links.forEach(link -> link.publish(() -> link.changed((CacheEntry.Cached) each, tick)));
            }
        }
        return null;
    }

    @Nullable
    Void clear(@Nullable Change by) {
        cleared = made(by);
        Void unused = now(cache.clear(cacheName));
        links.forEach(link -> link.reportGroup(cleared));
        return null;
    }

    @Nullable
    Void invalidateTags(Collection<String> tags, @Nullable Change by) {
        long tick = made(by);
        for (int i = 0; i < History.TAGS; i++) {
            changedTags[i] = tags.contains("tag" + i) ? tick : changedTags[i];
        }
        Void unused = now(cache.invalidateTags(cacheName, tags));
        links.forEach(link -> link.reportGroup(tick));
        return null;
    }

    /** FLUSHALL by an operator. */
    void flush() {
        cleared = history.next();
        Void unused = now(cache.clear(cacheName));
        links.forEach(ModelLink::reportFlush);
    }

    private long made(@Nullable Change by) {
        long tick = history.next();
        if (by != null) {
            by.made = tick;
            by.madeAt = history.nanos();
        }
        return tick;
    }

    private void changed(CacheEntry entry, long tick) {
        links.forEach(link -> link.report((CacheEntry.Cached) entry, tick));
    }
}
