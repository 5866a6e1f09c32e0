package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.CacheStore.Lookup;
import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Redis loses a part of what it knows of tags, by eviction or otherwise: no invalidated value comes back. */
class LostTagsTest {
    private static final String CACHE = "app:tagged";
    private static final Duration LONG = Duration.ofHours(1);
    private static final byte[] VALUE = "a value".getBytes(UTF_8);

    private static RedisProcess server;
    private static Operator operator;
    private static Store store;

    private final CacheEntry.Cached entry =
            new CacheEntry.Cached(CACHE, UUID.randomUUID().toString());

    @BeforeAll
    static void start() {
        server = RedisProcess.start();
        operator = new Operator(server.url());
        store = RedisStore.connect(Faults.options(server.url()), Telemetry.NONE);
    }

    @AfterAll
    static void stop() {
        store.close();
        operator.close();
        server.close();
    }

    @BeforeEach
    void forgetEverything() {
        operator.redis().flushall();
        store.cache().useTags(CACHE);
    }

    private static CacheStore cache() {
        return store.cache();
    }

    private Lookup read(String token) {
        return done(cache().readOrLease(entry, token, LONG));
    }

    private boolean load(String... tags) {
        assertThat(read("load")).isEqualTo(new Lookup.Granted());
        return done(cache().write(entry, "load", VALUE, Lifetime.of(LONG), List.of(tags)));
    }

    private static void invalidate(String... tags) {
        done(cache().invalidateTags(CACHE, List.of(tags)));
    }

    private static void lose(String pattern) {
        operator.redis().keys(pattern).forEach(key -> operator.redis().del(key));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*:tags", "*:tags:1", "*:tags*", "*:gen"})
    void value_whoseTagWasInvalidated_doesNotComeBack(String lost) {
        assertThat(load("red")).isTrue();
        invalidate("red");
        lose(lost);

        assertThat(read("next")).isEqualTo(new Lookup.Granted());
    }

    /** Another load begins the state of the tags anew, with the same numbers. */
    @ParameterizedTest
    @ValueSource(strings = {"*:tags", "*:tags:1", "*:tags*"})
    void value_whoseTagsBeginAnew_doesNotComeBack(String lost) {
        assertThat(load("red")).isTrue();
        invalidate("red");
        lose(lost);
        CacheEntry.Cached sibling = new CacheEntry.Cached(CACHE, sameShard());
        done(cache().put(sibling, VALUE, Lifetime.of(LONG), List.of("blue")));
        invalidate("blue");

        assertThat(read("next")).isEqualTo(new Lookup.Granted());
    }

    /** A key in the shard of the entry. */
    private String sameShard() {
        RedisKeys keys = new RedisKeys("beacon");
        String generation = keys.entry(entry).get(2);
        return IntStream.range(0, 10_000)
                .mapToObj(i -> "key" + i)
                .filter(key ->
                        keys.entry(new CacheEntry.Cached(CACHE, key)).get(2).equals(generation))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*:tags", "*:tags:1", "*:tags*", "*:gen"})
    void load_whoseTagWasInvalidated_storesNothingAfterTheLoss(String lost) {
        read("load");
        invalidate("red");
        lose(lost);

        assertThat(done(cache().write(entry, "load", VALUE, Lifetime.of(LONG), List.of("red"))))
                .isFalse();
        assertThat(read("next")).isEqualTo(new Lookup.Granted());
    }

    @Test
    void tags_afterALoss_workAgain() {
        load("red");
        lose("*:tags*");

        assertThat(load("red")).isTrue();
        assertThat(read("next")).isInstanceOf(Lookup.Hit.class);
        invalidate("red");
        assertThat(load("red")).isTrue();
    }

    @Test
    void scripts_thatTheServerHasForgotten_areSentAgain() {
        load("red");
        operator.redis().scriptFlush();
        assertThat(read("next")).isInstanceOf(Lookup.Hit.class);
        operator.redis().scriptFlush();
        invalidate("red");
        operator.redis().scriptFlush();
        assertThat(load("red")).isTrue();
    }

    @Test
    void server_thatIsRestartedEmpty_hasNoValueAndTakesNewOnes() {
        try (RedisProcess own = RedisProcess.start();
                Store restarted = RedisStore.connect(Faults.options(own.url()), Telemetry.NONE)) {
            restarted.cache().useTags(CACHE);
            done(restarted.cache().readOrLease(entry, "load", LONG));
            done(restarted.cache().invalidateTags(CACHE, List.of("red")));
            own.kill();
            own.restart();
            Faults.untilConnected(restarted);

            assertThat(done(restarted.cache().write(entry, "load", VALUE, Lifetime.of(LONG), List.of("red"))))
                    .isFalse();
            assertThat(done(restarted.cache().readOrLease(entry, "load", LONG))).isEqualTo(new Lookup.Granted());
            assertThat(done(restarted.cache().write(entry, "load", VALUE, Lifetime.of(LONG), List.of("red"))))
                    .isTrue();
        }
    }

    /** As in a rolling deployment: values of the old version have no tags that would end them. */
    @Test
    void value_ofANodeThatKnowsNoTags_isAMiss() {
        try (Store old = RedisStore.connect(Faults.options(server.url()), Telemetry.NONE)) {
            done(old.cache().put(entry, VALUE, Lifetime.of(LONG)));
            assertThat(done(old.cache().readOrLease(entry, "old", LONG))).isInstanceOf(Lookup.Hit.class);

            assertThat(load("red")).isTrue();
            assertThat(done(old.cache().readOrLease(entry, "old", LONG))).isEqualTo(new Lookup.Granted());
            assertThat(done(old.cache().write(entry, "old", VALUE, Lifetime.of(LONG))))
                    .isTrue();
            invalidate("red");

            assertThat(read("next")).isEqualTo(new Lookup.Granted());
        }
    }

    @Test
    void load_ofANodeThatKnowsNoTags_doesNotEndThatOfAnother() {
        try (Store old = RedisStore.connect(Faults.options(server.url()), Telemetry.NONE)) {
            assertThat(done(old.cache().readOrLease(entry, "old", LONG))).isEqualTo(new Lookup.Granted());
            assertThat(read("load")).isEqualTo(new Lookup.Granted());

            assertThat(done(old.cache().write(entry, "old", VALUE, Lifetime.of(LONG))))
                    .isFalse();
            assertThat(done(cache().write(entry, "load", VALUE, Lifetime.of(LONG), List.of("red"))))
                    .isTrue();
        }
    }

    /** As a foreign or a damaged client writes them. */
    @Test
    void value_thatIsTruncated_isAMiss() {
        load("red");
        String key = NearNode.valueKey(entry);
        long length = operator.redis().strlen(key);
        for (long size = 0; size < length; size += 1 + size / 20) {
            String kept = operator.redis()
                    .eval(
                            "return redis.call('SET', KEYS[1], string.sub(redis.call('GET', KEYS[1]), 1, ARGV[1]), 'PX', 60000)",
                            ScriptOutputType.STATUS,
                            new String[] {key},
                            String.valueOf(length - 1 - size));
            assertThat(kept).isEqualTo("OK");
            Lookup found = read("next" + size);
            if (found instanceof Lookup.Hit hit) {
                // a value that nobody can read
                assertThat(hit.value()).isNotEqualTo(VALUE);
            } else {
                done(cache().release(entry, "next" + size));
                assertThat(found).isEqualTo(new Lookup.Granted());
                assertThat(load("red")).isTrue();
            }
        }
    }

    @Test
    void keysOfTags_alwaysHaveAnEnd() {
        load("red");
        invalidate("red", "blue");
        load("red");
        invalidate("green");

        List<String> keys = operator.redis().keys("*:tags*");
        assertThat(keys)
                .hasSize(2)
                .allSatisfy(key -> assertThat(operator.redis().pttl(key)).isGreaterThanOrEqualTo(LONG.toMillis()));
    }

    /** A cache that is always used must not remember tags for ever. */
    @Test
    void tags_thatAreOlderThanAllValues_areForgotten() {
        Lifetime shortly = Lifetime.of(Duration.ofMillis(50));
        for (int round = 0; round < 4; round++) {
            done(cache().put(entry, VALUE, shortly, List.of("red")));
            for (int i = 0; i < 20; i++) {
                invalidate("tag" + round + "-" + i);
            }
            SharedStore.pass(Duration.ofMillis(2_200));
        }
        done(cache().put(entry, VALUE, shortly, List.of("red")));
        invalidate("last");

        long remembered = operator.redis().keys("*:tags:*").stream()
                .mapToLong(key -> operator.redis().hlen(key))
                .sum();
        assertThat(remembered).isBetween(3L, 24L);
    }

    /** The most that a shard keeps, whatever happens. */
    @Test
    void tags_beyondTheMaximum_areForgotten() {
        load("red");
        for (int i = 0; i < 70; i++) {
            int from = i * 500;
            done(cache().invalidateTags(
                            CACHE,
                            IntStream.range(from, from + 500)
                                    .mapToObj(each -> "tag" + each)
                                    .toList()));
        }

        Map<String, String> state =
                operator.redis().hgetall(operator.redis().keys("*:tags").get(0));
        assertThat(state).containsKeys("epoch", "number", "floor", "began", "bucket", "at", "longest");
        long remembered = operator.redis().keys("*:tags:*").stream()
                .mapToLong(key -> operator.redis().hlen(key))
                .sum();
        assertThat(remembered).isBetween(10_000L, 22_000L);
        assertThat(read("next")).isEqualTo(new Lookup.Granted());
    }
}
