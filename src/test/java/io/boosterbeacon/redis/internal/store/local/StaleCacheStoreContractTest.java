package io.boosterbeacon.redis.internal.store.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.contract.CacheStoreContract;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store that keeps stale values is a cache store like any other, and forgets what is changed through it. */
class StaleCacheStoreContractTest extends CacheStoreContract {
    private static final AtomicReference<Instant> NOW = new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
    private static final EmbeddedStore STORE = new EmbeddedStore(NOW::get);
    private static final CacheStore CACHE = new StaleCacheStore(STORE.cache(), System::nanoTime);

    @AfterAll
    static void close() {
        STORE.close();
    }

    @Override
    protected Store store() {
        return STORE;
    }

    @Override
    protected CacheStore cache() {
        return CACHE;
    }

    @Override
    protected void pass(Duration time) {
        NOW.updateAndGet(now -> now.plus(time));
    }

    @ParameterizedTest
    @ValueSource(strings = {"put", "invalidate", "clear"})
    void lastKnown_afterAChangeThroughThePort_isGone(String change) {
        CacheEntry.Cached entry = new CacheEntry.Cached(random("cache-"), random("key"));
        byte[] value = "a value".getBytes(UTF_8);
        long before = CACHE.changes(entry);
        CACHE.keepLastKnown(entry, value, LONG, before);
        assertThat(await(CACHE.lastKnown(entry))).contains(value);

        Consumer<CacheStore> changed =
                switch (change) {
                    case "put" -> cache -> await(cache.put(entry, value, Lifetime.of(LONG)));
                    case "invalidate" -> cache -> await(cache.invalidate(List.of(entry)));
                    default -> cache -> await(cache.clear(entry.cacheName()));
                };
        changed.accept(CACHE);
        assertThat(await(CACHE.lastKnown(entry))).isEmpty();

        CACHE.keepLastKnown(entry, value, LONG, before);
        assertThat(await(CACHE.lastKnown(entry))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void lastKnown_storeWithoutStaleValues_isEmpty(boolean kept) {
        CacheEntry.Plain entry = new CacheEntry.Plain(random("key"));
        if (kept) {
            STORE.cache().keepLastKnown(entry, new byte[1], LONG, 0);
        }

        assertThat(await(STORE.cache().lastKnown(entry))).isEmpty();
    }
}
