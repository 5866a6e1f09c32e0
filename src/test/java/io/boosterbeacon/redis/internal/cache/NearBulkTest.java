package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.testing.OnRedis;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Methods that read several values at once, with a near cache, on Redis. */
class NearBulkTest extends CacheContract {
    private final List<List<Object>> asked = new CopyOnWriteArrayList<>();

    interface Names {
        @Cached(cacheName = "near-names", ttl = 600, localTtl = 60)
        Map<String, String> near(@CacheKey Collection<String> ids);

        @CacheInvalidate(cacheName = "near-names")
        void renamed(@CacheKey String id);
    }

    @Override
    protected Store store() {
        return OnRedis.STORE;
    }

    private @Nullable Object names(CacheRig on, List<String> keys) throws Exception {
        return on.readMany(
                "near",
                arguments -> {
                    List<Object> wanted = List.copyOf((Collection<?>) arguments[0]);
                    asked.add(wanted);
                    Map<Object, String> all = new HashMap<>();
                    wanted.forEach(key -> all.put(key, "of " + key));
                    return all;
                },
                keys);
    }

    /** Values become near when they are read, and a heartbeat may be late on a busy machine. */
    @Test
    void nearValues_areReadWithoutTheStore_untilTheyAreInvalidated() throws Exception {
        CacheRig node = node(Names.class, CacheRig.SETTINGS);
        CacheRig other = node(Names.class, CacheRig.SETTINGS);
        List<String> keys = List.of(id + "A", id + "B");
        Map<String, String> expected = Map.of(keys.get(0), "of " + keys.get(0), keys.get(1), "of " + keys.get(1));
        assertThat(names(node, keys)).isEqualTo(expected);

        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(2))
                .untilAsserted(() -> {
                    int calls = node.store.calls();
                    assertThat(names(node, keys)).isEqualTo(expected);
                    assertThat(node.store.calls()).isEqualTo(calls);
                });
        assertThat(asked).hasSize(1);

        other.change("renamed", keys.get(0));
        await().untilAsserted(() -> {
            assertThat(names(node, keys)).isEqualTo(expected);
            assertThat(asked).hasSize(2);
        });
        assertThat(asked.get(1)).isEqualTo(Collections.singletonList(keys.get(0)));
    }
}
