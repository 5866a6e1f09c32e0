package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.cache.Cache;
import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheInvalidateAll;
import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.cache.CacheValue;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.redis.Operator;
import io.boosterbeacon.redis.internal.store.redis.TestStores;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How many commands each use of a cache sends, as the server counts them ({@code INFO commandstats}). */
class CacheTripsTest extends CacheContract {
    /** What a node sends for caches. Inside scripts other commands run; heartbeats have others, too. */
    private static final List<String> SENT = List.of("mget", "evalsha", "eval", "scan", "keys");

    private static final AtomicInteger FRESH_KEYS = new AtomicInteger();

    private static RedisProcess server;
    private static Operator operator;
    private static Store store;

    private final CacheRig node = node(Uses.class, CacheRig.SETTINGS);

    /** Annotated methods, whose bodies the tests provide. */
    interface Uses {
        @Cached(cacheName = "trips")
        String plain(String id);

        @Cached(cacheName = "trips-stale", staleTtl = 600, refreshAfter = 250)
        String stale(String id);

        @Cached(cacheName = "trips-near", localTtl = 60)
        String near(String id);

        @Cached(cacheName = "trips-tagged", tags = "all")
        String tagged(String id);

        @CachePut(cacheName = "trips")
        void put(String id, @CacheValue String value);

        @CachePut(cacheName = "trips-tagged", tags = "all")
        void putTagged(String id, @CacheValue String value);

        @CacheInvalidate(cacheName = "trips")
        void invalidate(String id);

        @CacheInvalidateAll(cacheName = "trips")
        void clear();

        @CacheInvalidate(cacheName = "trips-tagged", tags = "all")
        void untag();
    }

    /** One use of a cache. */
    @FunctionalInterface
    private interface Use {
        void by(CacheRig node, String id) throws Exception;
    }

    @BeforeAll
    static void start() {
        server = RedisProcess.start();
        operator = new Operator(server.url());
        store = TestStores.connect(server.url());
    }

    @AfterAll
    static void stop() {
        store.close();
        operator.close();
        server.close();
    }

    @Override
    protected Store store() {
        return store;
    }

    private static Use read(String method) {
        return (node, id) -> node.read(method, () -> "a", id);
    }

    /** The same once more: a hit. */
    private static Use again(String method) {
        return (node, id) -> node.read(
                method,
                () -> {
                    throw new AssertionError("the method was called");
                },
                id);
    }

    private static final Use NOTHING = (node, id) -> {};

    private static Cache<String> named(CacheRig node) {
        return node.cache("trips", String.class);
    }

    /** A name, what is done before, what is counted, and the plain commands and the scripts that it sends. */
    static Stream<Arguments> uses() {
        return Stream.of(
                Arguments.of("hit", read("plain"), again("plain"), 1, 0),
                Arguments.of("hit of a value that may become stale", read("stale"), again("stale"), 1, 0),
                Arguments.of("hit that becomes near", read("near"), again("near"), 1, 0),
                Arguments.of("hit with tags", read("tagged"), again("tagged"), 0, 1),
                Arguments.of("miss", NOTHING, read("plain"), 1, 2),
                Arguments.of("miss of a value that may become stale", NOTHING, read("stale"), 1, 2),
                Arguments.of("miss of a value that becomes near", NOTHING, read("near"), 1, 2),
                Arguments.of("miss with tags", NOTHING, read("tagged"), 0, 2),
                Arguments.of("put", NOTHING, (Use) (node, id) -> node.change("put", id, "a"), 0, 1),
                Arguments.of("put with tags", NOTHING, (Use) (node, id) -> node.change("putTagged", id, "a"), 0, 1),
                Arguments.of("invalidate", read("plain"), (Use) (node, id) -> node.change("invalidate", id), 0, 1),
                Arguments.of("clear", read("plain"), (Use) (node, id) -> node.change("clear"), 0, 16),
                Arguments.of("invalidate tags", read("tagged"), (Use) (node, id) -> node.change("untag"), 0, 16),
                Arguments.of(
                        "hit by name",
                        read("plain"),
                        (Use) (node, id) -> assertThat(named(node).get(id)).contains("a"),
                        1,
                        0),
                Arguments.of(
                        "miss by name", NOTHING, (Use) (node, id) -> named(node).getOrLoad(id, () -> "a"), 1, 2),
                Arguments.of(
                        "put by name", NOTHING, (Use) (node, id) -> named(node).put(id, "a"), 0, 1),
                Arguments.of(
                        "invalidate by name",
                        read("plain"),
                        (Use) (node, id) -> named(node).invalidate(id),
                        0,
                        1),
                Arguments.of(
                        "clear by name",
                        read("plain"),
                        (Use) (node, id) -> named(node).clear(),
                        0,
                        16));
    }

    private static Map<String, Long> sent(CacheRig node, Use use, String id) throws Exception {
        Map<String, Long> before = operator.calls();
        use.by(node, id);
        Map<String, Long> sent = new TreeMap<>();
        operator.calls().forEach((name, count) -> sent.put(name, count - before.getOrDefault(name, 0L)));
        return sent;
    }

    private static String freshKey() {
        return "key " + FRESH_KEYS.incrementAndGet();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("uses")
    void use_sendsWhatIsStated(String what, Use before, Use use, long plain, long scripts) throws Exception {
        String first = freshKey();
        before.by(node, first);
        use.by(node, first); // the server does not know the scripts yet
        // with the heartbeats of another moment
        await().atMost(Duration.ofSeconds(20)).pollInSameThread().untilAsserted(() -> {
            String id = freshKey();
            before.by(node, id);
            Map<String, Long> sent = sent(node, use, id);
            assertThat(sent.getOrDefault("mget", 0L)).as(what).isEqualTo(plain);
            assertThat(sent.getOrDefault("evalsha", 0L)).as(what).isEqualTo(scripts);
            assertThat(sent).doesNotContainKeys("scan", "keys");
            assertThat(sent.getOrDefault("eval", 0L)).isZero();
            if (plain + scripts == 1) {
                // one command, and the question for the statistics
                assertThat(sent.getOrDefault("reads", 0L)).as(what).isLessThanOrEqualTo(2);
            }
        });
    }

    /** Each has looked twice when the load begins: before and after it has subscribed to the end of the lease. */
    @Test
    void endOfALoadOnAnotherNode_isLookedUpOnceForAllWhoWait() throws Exception {
        long waiting = 50;
        CacheRig other = node(Uses.class, CacheRig.SETTINGS);
        String id = freshKey();
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Future<Object> load = threads.submit(() -> other.read(
                    "plain",
                    () -> {
                        loading.countDown();
                        end.await();
                        return "a";
                    },
                    id));
            loading.await();
            Map<String, Long> begin = operator.calls();
            List<Future<Object>> reads = Stream.generate(() -> threads.submit(() -> node.read(
                            "plain",
                            () -> {
                                throw new AssertionError("the method was called");
                            },
                            id)))
                    .limit(waiting)
                    .toList();
            await().until(() -> more(begin, "mget") >= 2 * waiting);
            Map<String, Long> before = operator.calls();
            end.countDown();

            assertThat(load.get(20, TimeUnit.SECONDS)).isEqualTo("a");
            for (Future<Object> read : reads) {
                assertThat(read.get(20, TimeUnit.SECONDS)).isEqualTo("a");
            }
            // those whose wait ended in the meantime have looked once more, together
            assertThat(more(before, "mget")).isLessThan(waiting / 2);
        } finally {
            end.countDown();
            threads.shutdownNow();
        }
    }

    private static long more(Map<String, Long> before, String command) {
        return operator.calls().getOrDefault(command, 0L) - before.getOrDefault(command, 0L);
    }

    @Test
    void nearHit_sendsNothing() throws Exception {
        String id = freshKey();
        await().atMost(Duration.ofSeconds(20)).pollInSameThread().untilAsserted(() -> {
            for (int i = 0; i < 20; i++) {
                read("near").by(node, id);
            }
            Map<String, Long> sent = sent(
                    node,
                    (on, key) -> {
                        for (int i = 0; i < 1_000; i++) {
                            again("near").by(on, key);
                        }
                    },
                    id);
            assertThat(SENT)
                    .allSatisfy(name ->
                            assertThat(sent.getOrDefault(name, 0L)).as(name).isZero());
        });
    }
}
