package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.config.CacheSettings;
import io.boosterbeacon.redis.internal.config.CacheValueSettings;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.testing.OnRedis;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes whose clocks are an hour ahead and an hour behind: lifetimes and leases are those of the clock of Redis. */
class ClockSkewTest extends CacheContract {
    private static final Duration SKEW = Duration.ofHours(1);
    private static final CacheSettings SHORT_LEASE = new CacheSettings(
            true,
            CacheRig.TIMEOUT,
            CacheRig.TIMEOUT,
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            CacheValueSettings.DEFAULTS);

    private final CacheRig ahead = skewed(SKEW);
    private final CacheRig behind = skewed(SKEW.negated());

    @ApplicationScoped
    interface Prices {
        @Cached(cacheName = "skewed-plain", ttl = 500, ttlUnit = ChronoUnit.MILLIS)
        String plain(String id);

        @Cached(cacheName = "skewed-long", ttl = 600)
        String lasting(String id);

        @Cached(cacheName = "skewed-stale", ttl = 500, staleTtl = 60_000, ttlUnit = ChronoUnit.MILLIS)
        String stale(String id);

        @Cached(cacheName = "skewed-refreshed", ttl = 60_000, refreshAfter = 500, ttlUnit = ChronoUnit.MILLIS)
        String refreshed(String id);

        @Cached(cacheName = "skewed-long-stale", ttl = 600, staleTtl = 600)
        String lastingStale(String id);

        @Cached(cacheName = "skewed-long-refreshed", ttl = 600, refreshAfter = 300)
        String lastingRefreshed(String id);

        @Cached(cacheName = "skewed-near", ttl = 600, localTtl = 600)
        String near(String id);
    }

    @Override
    protected Store store() {
        return OnRedis.STORE;
    }

    private CacheRig skewed(Duration skew) {
        CacheRig node = node(Prices.class, SHORT_LEASE);
        node.later.set(skew.toNanos());
        return node;
    }

    private String read(CacheRig node, String method, String loaded) throws Exception {
        return String.valueOf(node.read(
                method,
                () -> {
                    loads.incrementAndGet();
                    return loaded;
                },
                id));
    }

    /** Each node loads once, and the other one gets its value. */
    @ParameterizedTest
    @ValueSource(strings = {"lasting", "lastingStale", "lastingRefreshed", "near"})
    void value_ofTheOtherNode_isFresh(String method) throws Exception {
        for (List<CacheRig> nodes : List.of(List.of(ahead, behind), List.of(behind, ahead))) {
            loads.set(0);
            nodes.get(0).read(method, () -> "value", id + nodes.indexOf(ahead));
            for (CacheRig each : nodes) {
                assertThat(each.read(
                                method,
                                () -> {
                                    loads.incrementAndGet();
                                    return "no";
                                },
                                id + nodes.indexOf(ahead)))
                        .isEqualTo("value");
            }
            assertThat(loads).hasValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void value_afterItsLifetime_isLoadedAnewByEither(boolean first) throws Exception {
        read(first ? ahead : behind, "plain", "old");
        CacheRig other = first ? behind : ahead;

        await().untilAsserted(() -> assertThat(read(other, "plain", "new")).isEqualTo("new"));
        assertThat(loads).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stale", "refreshed"})
    void value_thatIsDue_isReplacedForBoth(String method) throws Exception {
        read(ahead, method, "old");

        await().untilAsserted(() -> {
            assertThat(read(behind, method, "new")).isEqualTo("new");
            assertThat(read(ahead, method, "new")).isEqualTo("new");
        });
        assertThat(loads).hasValueGreaterThan(1);
    }

    /** The loads take longer than a lease, which is renewed. */
    @Test
    void lease_ofEitherNode_keepsTheOtherFromLoading() throws Exception {
        List<Future<@Nullable Object>> leaders = List.of(lead(ahead, "a"), lead(behind, "b"));
        await().untilAtomic(loads, is(2));

        assertThat(behind.read("lasting", load("no"), "a" + id)).isEqualTo("value");
        assertThat(ahead.read("lasting", load("no"), "b" + id)).isEqualTo("value");
        assertThat(CacheRig.get(leaders)).containsOnly("value");
        assertThat(loads).hasValue(2);
    }

    private Future<@Nullable Object> lead(CacheRig node, String key) {
        return node.start(() -> node.read(
                "lasting",
                () -> {
                    loads.incrementAndGet();
                    Thread.sleep(1_300);
                    return "value";
                },
                key + id));
    }
}
