package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boosterbeacon.redis.cache.Cache;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import io.boosterbeacon.redis.internal.config.CacheSettings;
import io.boosterbeacon.redis.internal.config.CacheValueSettings;
import io.boosterbeacon.redis.internal.config.RedisSettings.Shape;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.redis.Faults;
import io.boosterbeacon.redis.internal.store.redis.RedisStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.Alone;
import io.boosterbeacon.redis.testing.OnRedis;
import io.boosterbeacon.redis.testing.RedisCluster;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Redis freezes or dies while caches are used: no call fails, stale values are served where they are accepted, and what
 * is invalidated meanwhile does not come back. The profile {@code full-size} does that to a cluster, too.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a body returns its stage
@Alone
class BrokenRedisCachesTest extends CacheContract {
    private static final boolean CLUSTER = Boolean.getBoolean("test.cluster");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** So short that a test does not wait for long, and long enough for a busy machine. */
    private static final CacheSettings SETTINGS = new CacheSettings(
            true,
            Duration.ofMillis(500),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            CacheValueSettings.DEFAULTS);

    private static final Callable<@Nullable Object> NEVER = () -> {
        throw new AssertionError("the method was called");
    };

    private static final List<String> PLAIN = List.of("price", "later", "near", "nearLater");
    private static final List<String> STALE = List.of("news", "newsLater", "nearNews");

    /** The servers that break. */
    private interface Servers extends AutoCloseable {
        String url();

        void fail(boolean frozen);

        void repair(boolean frozen);

        @Override
        void close();
    }

    private record Standalone(RedisProcess server) implements Servers {
        @Override
        public String url() {
            return server.url();
        }

        @Override
        public void fail(boolean frozen) {
            if (frozen) {
                server.freeze();
            } else {
                server.kill();
            }
        }

        @Override
        public void repair(boolean frozen) {
            if (frozen) {
                server.thaw();
            } else {
                server.restart();
            }
        }

        @Override
        public void close() {
            server.close();
        }
    }

    /** All masters fail. Frozen ones are replaced by their replicas, which have the data. */
    private record Cluster(RedisCluster servers) implements Servers {
        private static final List<String> KEYS = List.of("b", "a", "c");

        @Override
        public String url() {
            return servers.url();
        }

        @Override
        public void fail(boolean frozen) {
            List<RedisProcess> masters =
                    KEYS.stream().map(servers::masterOf).distinct().toList();
            assertThat(masters).hasSize(KEYS.size());
            // a majority must be left to elect others
            RedisProcess one = masters.get(0);
            if (frozen) {
                one.freeze();
            } else {
                one.kill();
            }
        }

        @Override
        public void repair(boolean frozen) {
            // by the replica of the master
        }

        @Override
        public void close() {
            servers.close();
        }
    }

    @Override
    protected Store store() {
        return OnRedis.STORE;
    }

    private static @Nullable Object loaded(String method, String value) {
        return method.endsWith("Later") || method.equals("later") ? CompletableFuture.completedFuture(value) : value;
    }

    private static @Nullable Object read(CacheRig node, String method, String key, String value) throws Exception {
        return value(node.read(method, () -> loaded(method, value), key));
    }

    private static Store connect(Servers servers, Shape shape) {
        return RedisStore.connect(Faults.options(servers.url(), shape, Duration.ofSeconds(2)), Telemetry.NONE);
    }

    private static void survive(Servers servers, Shape shape, boolean frozen, List<String> keys) throws Exception {
        try (servers;
                Store store = connect(servers, shape);
                Store otherStore = connect(servers, shape);
                CacheRig node = new CacheRig(store, Shop.class, SETTINGS);
                CacheRig other = new CacheRig(otherStore, Shop.class, SETTINGS)) {
            Faults.untilConnected(store);
            for (String key : keys) {
                for (String method :
                        Stream.concat(PLAIN.stream(), STALE.stream()).toList()) {
                    await().atMost(PATIENCE)
                            .until(() -> "old".equals(read(node, method, key, "old"))
                                    && "old".equals(read(other, method, key, "not stored")));
                }
            }
            untilNear(node, keys.get(0));

            servers.fail(frozen);
            for (String key : keys) {
                whileBroken(node, key);
            }
            servers.repair(frozen);

            for (String key : keys) {
                recovered(node, other, key);
            }
            untilNear(node, keys.get(0));
        }
    }

    private static void untilNear(CacheRig node, String key) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> {
            Object first = node.read("near", () -> "new", key);
            int calls = node.store.calls();
            Object near = node.read("near", () -> "new", key);
            return first != null && first.equals(near) && node.store.calls() == calls;
        });
    }

    /** Each kind of call, by somebody who does not know that Redis is broken. */
    private static void whileBroken(CacheRig node, String key) throws Exception {
        for (String method : STALE) {
            assertThat(value(node.read(method, NEVER, key)))
                    .as(method + " stale")
                    .isEqualTo("old");
        }
        // these are changed: from now on nobody may see the old value
        node.change("sold", key);
        node.change("soldOut");
        node.change("nearSold", key);
        node.change("happened", key);
        value(node.change("soldLater", () -> CompletableFuture.completedFuture("done"), key));
        for (String method :
                Stream.concat(PLAIN.stream(), Stream.of("news", "newsLater")).toList()) {
            assertThat(read(node, method, key, "source")).as(method).isEqualTo("source");
        }
        Cache<String> named = node.cache("named", String.class);
        assertThat(named.getOrLoad(key, () -> "source")).isEqualTo("source");
        assertThat(named.getOrLoadAll(List.of(key, "x" + key), missing -> Map.of(key, "source")))
                .containsEntry(key, "source");
        assertThat(named.get("unknown")).isEmpty();
        assertThat(named.getAll(List.of("unknown"))).isEmpty();
        named.put(key, "put");
        named.putAll(Map.of(key, "put", "y" + key, "put"));
        named.invalidate(key);
        named.invalidateAll(List.of(key, "y" + key));
        named.clear();
        assertThat(value(named.async().getOrLoad(key, () -> CompletableFuture.completedFuture("source"))))
                .isEqualTo("source");
        assertThat(value(named.async().put(key, "put"))).isNull();
        assertThat(value(named.async().invalidate(key))).isNull();

        CacheTransaction transaction = new CacheTransaction();
        node.transaction.set(transaction);
        assertThat(read(node, "price", "in " + key, "source")).isEqualTo("source");
        node.change("reprice", "in " + key, "put");
        assertThat(read(node, "price", "in " + key, "changed")).isEqualTo("changed");
        node.transaction.remove();
        transaction.end(CacheTransaction.Ending.COMMITTED);
    }

    private static void recovered(CacheRig node, CacheRig other, String key) {
        for (String method : List.of("price", "later", "near", "nearLater", "news", "newsLater")) {
            // the node that has invalidated it does not see it once more; then values are kept again
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> {
                Object value = read(node, method, key, "new");
                assertThat(value).as(method).isNotNull().isNotEqualTo("old");
                return value.equals(read(node, method, key, "newer"))
                        && value.equals(read(other, method, key, "newer"));
            });
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void standalone_thatBreaks_failsNoCallAndForgetsNoInvalidation(boolean frozen) throws Exception {
        survive(new Standalone(RedisProcess.start()), Shape.STANDALONE, frozen, List.of("b"));
    }

    @Test
    void masterOfACluster_thatFreezes_failsNoCallAndForgetsNoInvalidation() throws Exception {
        assumeTrue(CLUSTER, "in full size");
        survive(new Cluster(RedisCluster.start()), Shape.CLUSTER, true, List.of("b", "a", "c", "d", "e", "f"));
    }

    @Test
    void masterOfACluster_thatIsKilled_failsNoCallAndForgetsNoInvalidation() throws Exception {
        assumeTrue(CLUSTER, "in full size");
        survive(new Cluster(RedisCluster.start()), Shape.CLUSTER, false, List.of("b", "a", "c", "d", "e", "f"));
    }
}
