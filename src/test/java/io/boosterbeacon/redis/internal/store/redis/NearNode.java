package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.CacheStore.Lookup;
import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.internal.store.NearValue;
import io.boosterbeacon.redis.internal.store.local.NearCacheStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;

/** A node with a near cache on a server of its test. */
final class NearNode implements AutoCloseable {
    static final Duration LONG = Duration.ofHours(1);
    private static final RedisKeys KEYS = new RedisKeys("beacon");

    private final RedisStore store;
    private final NearCacheStore cache;

    NearNode(RedisSettings settings) {
        this(settings, 64L << 20);
    }

    NearNode(RedisSettings settings, long maximum) {
        this.store = RedisStore.connect(settings, Telemetry.NONE);
        this.cache = new NearCacheStore(store.cache(), maximum, System::nanoTime, Telemetry.NONE);
        store.cache().onChange(cache::changed);
    }

    static NearNode on(String url) {
        return new NearNode(Faults.options(url));
    }

    RedisStore store() {
        return store;
    }

    CacheStore cache() {
        return cache;
    }

    /** An entry that only this test uses. */
    static CacheEntry.Cached entry() {
        return new CacheEntry.Cached("app:products", UUID.randomUUID().toString());
    }

    static String valueKey(CacheEntry.Cached entry) {
        return KEYS.entry(entry).get(0);
    }

    void put(CacheEntry.Cached entry, String value) {
        done(cache.put(entry, value.getBytes(UTF_8), Lifetime.of(LONG)));
    }

    /** Reads as a caller does: near, else from Redis. Empty if there is no value. */
    Optional<String> read(CacheEntry.Cached entry, Duration localTtl) {
        NearValue near = cache.near(entry);
        if (near != null) {
            return Optional.of(new String(near.bytes(), UTF_8));
        }
        String token = UUID.randomUUID().toString();
        Lookup found = done(cache.readOrLease(entry, token, Duration.ofMillis(100), localTtl));
        if (found instanceof Lookup.Hit hit) {
            return Optional.of(new String(hit.value(), UTF_8));
        }
        done(cache.release(entry, token));
        return Optional.empty();
    }

    Optional<String> read(CacheEntry.Cached entry) {
        return read(entry, LONG);
    }

    Optional<String> near(CacheEntry.Cached entry) {
        return Optional.ofNullable(cache.near(entry)).map(near -> new String(near.bytes(), UTF_8));
    }

    /** Reads until the value is near. */
    void untilNear(CacheEntry.Cached entry) {
        untilNear(entry, LONG);
    }

    void untilNear(CacheEntry.Cached entry, Duration localTtl) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    try {
                        Optional<String> unused = read(entry, localTtl);
                    } catch (CompletionException notConnected) {
                        return false;
                    }
                    return near(entry).isPresent();
                });
    }

    void invalidate(CacheEntry.Cached entry) {
        done(cache.invalidate(List.of(entry)));
    }

    @Override
    public void close() {
        store.close();
    }
}
