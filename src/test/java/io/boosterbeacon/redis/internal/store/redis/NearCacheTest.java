package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.testing.Alone;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Near values, and how they end. */
class NearCacheTest {
    private static final System.Logger LOG = System.getLogger(NearCacheTest.class.getName());

    private static RedisProcess server;
    private static Operator operator;
    private static NearNode one;
    private static NearNode two;

    @BeforeAll
    static void start() {
        server = RedisProcess.start();
        operator = new Operator(server.url());
        one = NearNode.on(server.url());
        two = NearNode.on(server.url());
    }

    @AfterAll
    static void stop() {
        one.close();
        two.close();
        operator.close();
        server.close();
    }

    private static CacheEntry.Cached nearOnBoth(String value) {
        CacheEntry.Cached entry = NearNode.entry();
        one.put(entry, value);
        one.untilNear(entry);
        two.untilNear(entry);
        return entry;
    }

    private static void untilGone(NearNode node, CacheEntry.Cached entry) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> node.near(entry).isEmpty());
    }

    @Test
    void nearHit_sendsNothing() {
        CacheEntry.Cached entry = nearOnBoth("a");

        // on a busy machine a heartbeat may be late, and the next read then asks the server
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            one.untilNear(entry);
            Map<String, Long> before = operator.calls();
            for (int i = 0; i < 1_000; i++) {
                assertThat(one.read(entry)).contains("a");
            }
            Map<String, Long> sent = new TreeMap<>();
            operator.calls().forEach((name, count) -> sent.put(name, count - before.getOrDefault(name, 0L)));
            // heartbeats go on
            sent.keySet().removeAll(List.of("ping", "get", "reads", "info"));
            sent.values().removeIf(count -> count == 0);
            assertThat(sent).isEmpty();
        });
    }

    @Test
    void value_thatThisNodeHasWritten_isNearAfterItWasReadAgain() {
        CacheEntry.Cached entry = nearOnBoth("old");

        one.put(entry, "new");
        assertThat(one.near(entry)).isEmpty();

        assertThat(one.read(entry)).contains("new");
        // the first read may still race with the report of the write
        one.untilNear(entry);
        assertThat(one.near(entry)).contains("new");
    }

    @Test
    void read_withoutLocalTtl_keepsNothing() {
        CacheEntry.Cached entry = nearOnBoth("a");
        one.put(entry, "b");

        assertThat(one.read(entry, Duration.ZERO)).contains("b");

        assertThat(one.near(entry)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"put", "invalidate", "clear", "write"})
    void change_onThisNode_isSeenOnReturnAndSoonByTheOther(String change) {
        CacheEntry.Cached entry = nearOnBoth("old");
        Consumer<NearNode> changing =
                switch (change) {
                    case "put" -> node -> node.put(entry, "new");
                    case "invalidate" -> node -> node.invalidate(entry);
                    case "clear" -> node -> done(node.cache().clear(entry.cacheName()));
                    default ->
                        node -> {
                            operator.redis().del(NearNode.valueKey(entry));
                            done(node.cache().readOrLease(entry, "token", NearNode.LONG));
                            assertThat(done(node.cache()
                                            .write(entry, "token", new byte[1], Lifetime.of(NearNode.LONG))))
                                    .isTrue();
                        };
                };

        changing.accept(one);

        assertThat(one.near(entry)).isEmpty();
        untilGone(two, entry);
        assertThat(two.read(entry)).isNotEqualTo(Optional.of("old"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SET", "DEL", "PEXPIRE", "FLUSHALL", "FLUSHDB"})
    void change_byAnotherClient_isSeen(String command) {
        CacheEntry.Cached entry = nearOnBoth("old");
        String key = NearNode.valueKey(entry);

        switch (command) {
            case "SET" -> operator.redis().set(key, "something");
            case "DEL" -> operator.redis().del(key);
            case "PEXPIRE" -> operator.redis().pexpire(key, 1);
            case "FLUSHALL" -> operator.redis().flushall();
            default -> operator.redis().flushdb();
        }

        untilGone(one, entry);
        untilGone(two, entry);
    }

    /** Reads through a raw client's writes measure the whole way: Redis, the report, and this JVM. */
    @Alone
    @Test
    void change_byAnotherClient_isSeenWithinMilliseconds() {
        CacheEntry.Cached entry = nearOnBoth("old");
        String key = NearNode.valueKey(entry);

        long[] nanos = IntStream.range(0, 500)
                .mapToLong(i -> {
                    one.untilNear(entry);
                    long unused = operator.redis().append(key, "x");
                    long begin = System.nanoTime();
                    while (one.near(entry).isPresent()) {
                        Thread.onSpinWait();
                    }
                    return System.nanoTime() - begin;
                })
                .sorted()
                .toArray();

        LOG.log(
                System.Logger.Level.INFO,
                "A write by another client ends the near value after {0} µs (median), {1} µs (99 %), {2} µs (longest)",
                TimeUnit.NANOSECONDS.toMicros(nanos[nanos.length / 2]),
                TimeUnit.NANOSECONDS.toMicros(nanos[nanos.length * 99 / 100]),
                TimeUnit.NANOSECONDS.toMicros(nanos[nanos.length - 1]));
        assertThat(Duration.ofNanos(nanos[nanos.length * 99 / 100])).isLessThan(Duration.ofMillis(50));
    }

    @Test
    void value_afterItsLocalTtl_isReadAgain() {
        CacheEntry.Cached entry = NearNode.entry();
        one.put(entry, "a");
        one.untilNear(entry, Duration.ofSeconds(1));

        untilGone(one, entry);

        assertThat(one.read(entry)).contains("a");
    }

    @Test
    void value_afterItsLifetimeInRedis_isGone() {
        nearOnBoth("the connection is open");
        CacheEntry.Cached entry = NearNode.entry();
        done(one.cache().put(entry, new byte[] {'b'}, Lifetime.of(Duration.ofSeconds(1))));
        one.untilNear(entry);

        untilGone(one, entry);

        await().atMost(Duration.ofSeconds(5)).until(() -> one.read(entry).isEmpty());
        assertThat(one.near(entry)).isEmpty();
    }

    /** What Redis keeps beyond its lifetime is for callers that accept stale values. */
    @Test
    void value_thatIsKeptStale_isNearOnlyWhileItIsFresh() {
        nearOnBoth("the connection is open");
        CacheEntry.Cached entry = NearNode.entry();
        Lifetime lifetime = Lifetime.of(Duration.ofSeconds(1), NearNode.LONG, Duration.ZERO);
        done(one.cache().put(entry, new byte[] {'b'}, lifetime));
        one.untilNear(entry);

        untilGone(one, entry);

        // the near value ends a little before the fresh one of Redis, which may still be kept once
        await().untilAsserted(() -> {
            assertThat(one.read(entry)).contains("b");
            assertThat(one.near(entry)).isEmpty();
        });
    }

    /** A generation lives longer than its values, and its extension must not end all near values. */
    @Test
    void values_ofTheSameShard_surviveWritesOfOthers() {
        CacheEntry.Cached entry = nearOnBoth("a");

        for (int i = 0; i < 100; i++) {
            one.put(NearNode.entry(), "other");
        }

        // not read again; on a busy machine a heartbeat may be late
        await().until(() -> two.near(entry).isPresent());
        await().until(() -> one.near(entry).isPresent());
    }

    /** Each node asks for an extension of its own; those of the others have come before. */
    @Test
    void value_thatLivesNearlyAsLongAlready_staysNearWhenItsLifeIsToBeExtended() {
        nearOnBoth("the connection is open");
        CacheEntry.Cached entry = NearNode.entry();
        done(one.cache()
                .put(
                        entry,
                        new byte[] {'b'},
                        Lifetime.sliding(NearNode.LONG, NearNode.LONG.dividedBy(2), Duration.ZERO)));
        one.untilNear(entry);

        assertThat(done(two.cache().touch(entry))).isFalse();

        // not read again; on a busy machine a heartbeat may be late
        await().until(() -> one.near(entry).isPresent());
    }

    @Test
    void values_beyondTheMaximum_areEvicted() {
        int size = 10_000;
        try (NearNode small = new NearNode(Faults.options(server.url()), 1L << 20)) {
            byte[] value = new byte[size];
            Arrays.fill(value, (byte) 'x');
            CacheEntry.Cached first = NearNode.entry();
            done(small.cache().put(first, value, Lifetime.of(NearNode.LONG)));
            small.untilNear(first);
            CacheEntry.Cached[] entries = new CacheEntry.Cached[200];
            for (int i = 0; i < entries.length; i++) {
                entries[i] = NearNode.entry();
                done(small.cache().put(entries[i], value, Lifetime.of(NearNode.LONG)));
                assertThat(small.read(entries[i])).isPresent();
            }

            long kept = Arrays.stream(entries)
                    .filter(entry -> small.near(entry).isPresent())
                    .count();
            assertThat(kept).isPositive().isLessThanOrEqualTo((1L << 20) / size);
        }
    }
}
