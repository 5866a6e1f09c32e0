package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.cache.Cache;
import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheStatistics;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.cache.read.CachedRead;
import io.boosterbeacon.redis.internal.cache.read.RequestReads;
import io.boosterbeacon.redis.internal.config.CacheSettings;
import io.boosterbeacon.redis.internal.config.CacheValueSettings;
import io.boosterbeacon.redis.internal.config.JsonChoice;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.redis.Operator;
import io.boosterbeacon.redis.internal.store.redis.TestStores;
import io.boosterbeacon.redis.testing.LogLines;
import io.boosterbeacon.redis.testing.RedisProcess;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody else has written over the entries of a cache, or damaged, is a miss for each way to read them. */
class DamagedEntriesTest extends CacheContract {
    private static final int STEP = Integer.getInteger("test.damage.step", 9);
    private static final String KEY = "AAAAAAAAAAAAAAAAAAAAAA==";
    private static final String OTHER_KEY = "AAAAAAAAAAAAAAAAAAAAAQ==";

    private static final CacheSettings SMALL = new CacheSettings(
            true,
            CacheRig.TIMEOUT,
            CacheRig.TIMEOUT,
            CacheRig.SETTINGS.lease(),
            CacheRig.SETTINGS.loadWait(),
            new CacheValueSettings(JsonChoice.LIBRARY, 4, 0, List.of()));

    private static RedisProcess server;
    private static Operator operator;
    private static Store store;

    /** Annotated methods, whose bodies the tests provide; each cache has another way through the library. */
    @ApplicationScoped
    interface Library {
        @Cached(cacheName = "plain")
        String plain(String id);

        @Cached(cacheName = "plain")
        CompletionStage<String> plainLater(String id);

        @Cached(cacheName = "stale", staleTtl = 600, refreshAfter = 200, earlyRefresh = 1)
        String stale(String id);

        @Cached(cacheName = "stale", staleTtl = 600, refreshAfter = 200, earlyRefresh = 1)
        CompletionStage<String> staleLater(String id);

        @Cached(cacheName = "sliding", slidingTtl = 100)
        String sliding(String id);

        @Cached(cacheName = "sliding", slidingTtl = 100)
        CompletionStage<String> slidingLater(String id);

        @Cached(cacheName = "near", localTtl = 60)
        String near(String id);

        @Cached(cacheName = "near", localTtl = 60)
        CompletionStage<String> nearLater(String id);

        @Cached(cacheName = "tagged", tags = "all")
        String tagged(String id);

        @Cached(cacheName = "tagged", tags = "all")
        CompletionStage<String> taggedLater(String id);

        @Cached(cacheName = "near-tagged", localTtl = 60, tags = "all")
        String nearTagged(String id);

        @Cached(cacheName = "near-tagged", localTtl = 60, tags = "all")
        CompletionStage<String> nearTaggedLater(String id);

        @CacheInvalidate(tags = "none of them")
        void untag();
    }

    /** The ways to read an entry. Those without a loader return null for a miss. */
    private enum Way {
        METHOD {
            @Override
            @Nullable
            Object read(CacheRig node, Kind kind, String id) throws Exception {
                return node.read(kind.method, () -> "new", id);
            }
        },
        STAGE {
            @Override
            @Nullable
            Object read(CacheRig node, Kind kind, String id) throws Exception {
                return value(
                        node.read(kind.method + "Later", () -> (Object) CompletableFuture.completedFuture("new"), id));
            }
        },
        GET(false) {
            @Override
            @Nullable
            Object read(CacheRig node, Kind kind, String id) {
                return kind.cache(node).get(id).orElse(null);
            }
        },
        GET_OR_LOAD {
            @Override
            @Nullable
            Object read(CacheRig node, Kind kind, String id) {
                return kind.cache(node).getOrLoad(id, () -> "new");
            }
        },
        GET_ALL(false) {
            @Override
            @Nullable
            Object read(CacheRig node, Kind kind, String id) {
                return kind.cache(node).getAll(List.of(id)).get(id);
            }
        },
        GET_OR_LOAD_ALL {
            @Override
            @Nullable
            Object read(CacheRig node, Kind kind, String id) {
                return kind.cache(node)
                        .getOrLoadAll(List.of(id), keys -> Map.of(id, "new"))
                        .get(id);
            }
        },
        ASYNC_GET(false) {
            @Override
            @Nullable
            Object read(CacheRig node, Kind kind, String id) {
                return kind.cache(node)
                        .async()
                        .get(id)
                        .toCompletableFuture()
                        .join()
                        .orElse(null);
            }
        },
        ASYNC_GET_OR_LOAD {
            @Override
            @Nullable
            Object read(CacheRig node, Kind kind, String id) {
                return value(kind.cache(node).async().getOrLoad(id, () -> CompletableFuture.completedFuture("new")));
            }
        },
        ASYNC_GET_ALL(false) {
            @Override
            @Nullable
            Object read(CacheRig node, Kind kind, String id) {
                return kind.cache(node)
                        .async()
                        .getAll(List.of(id))
                        .toCompletableFuture()
                        .join()
                        .get(id);
            }
        },
        ASYNC_GET_OR_LOAD_ALL {
            @Override
            @Nullable
            Object read(CacheRig node, Kind kind, String id) {
                return kind.cache(node)
                        .async()
                        .getOrLoadAll(List.of(id), keys -> CompletableFuture.completedFuture(Map.of(id, "new")))
                        .toCompletableFuture()
                        .join()
                        .get(id);
            }
        };

        final boolean loads;

        Way() {
            this(true);
        }

        Way(boolean loads) {
            this.loads = loads;
        }

        abstract @Nullable Object read(CacheRig node, Kind kind, String id) throws Exception;
    }

    /** The caches. */
    private enum Kind {
        PLAIN("plain", "plain"),
        STALE("stale", "stale"),
        SLIDING("sliding", "sliding"),
        NEAR("near", "near"),
        TAGGED("tagged", "tagged"),
        NEAR_TAGGED("near-tagged", "nearTagged");

        final String cacheName;
        final String method;

        Kind(String cacheName, String method) {
            this.cacheName = cacheName;
            this.method = method;
        }

        Cache<String> cache(CacheRig node) {
            return node.cache(cacheName, String.class);
        }
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

    private CacheRig declared(Map<String, String> properties) {
        return declared(CacheRig.SETTINGS, properties);
    }

    private CacheRig declared(CacheSettings settings, Map<String, String> properties) {
        CacheRig node = node(Library.class, settings);
        node.properties.putAll(properties);
        node.declare(Stream.of(Library.class.getDeclaredMethods())
                .map(Method::getName)
                .filter(name -> !name.equals("untag"))
                .toArray(String[]::new));
        return node;
    }

    private CacheRig declared() {
        return declared(Map.of());
    }

    /** Stores a value in an empty Redis. */
    private static Stored stored(CacheRig node, Kind kind) throws Exception {
        List<String> keys;
        String id;
        do {
            operator.redis().flushall();
            // a new one, which no node has near
            id = UUID.randomUUID().toString();
            assertThat(node.read(kind.method, () -> "old", id)).isEqualTo("old");
            keys = operator.redis().keys("*:value:*");
            assertThat(keys).isNotEmpty();
            // the value before may have been stale, and is then replaced in the background
        } while (keys.size() > 1);
        return new Stored(id, keys.get(0));
    }

    /** @param key of the value in Redis */
    private record Stored(String id, String key) {}

    /** Cuts the value at each length, and flips bits of each byte; of so many bytes one in a short run. */
    private static Stream<UnaryOperator<byte[]>> damages(int length) {
        return IntStream.range(0, length)
                .filter(at -> at % STEP == 0)
                .boxed()
                .flatMap(at -> Stream.of(bytes -> Arrays.copyOf(bytes, at), bytes -> {
                    byte[] flipped = bytes.clone();
                    flipped[at] ^= (byte) 0x81;
                    return flipped;
                }));
    }

    private static void assertMissOrOld(Way way, @Nullable Object read, CacheStatistics before, CacheStatistics after) {
        if (Objects.equals(read, "old")) {
            // only the lifetime is damaged
            assertThat(after.misses()).as("misses by " + way).isEqualTo(before.misses());
        } else {
            assertThat(read).isEqualTo(way.loads ? "new" : null);
            assertThat(after.misses()).as("misses by " + way).isEqualTo(before.misses() + 1);
        }
    }

    /** Encrypted, so that each damage of the value itself shows. */
    @ParameterizedTest
    @EnumSource
    void damagedEntry_isACountedMiss_whateverIsDamaged(Kind kind) throws Exception {
        CacheRig node = declared(Map.of("beacon.cache.\"" + kind.cacheName + "\".encryption-key", KEY));
        int length = (int) (long) operator.redis().strlen(stored(node, kind).key());
        try (LogLines log = new LogLines("io.boosterbeacon.redis")) {
            Way[] ways = Way.values();
            int turn = 0;
            for (UnaryOperator<byte[]> damage : damages(length).toList()) {
                Way way = ways[turn++ % ways.length];
                Stored entry = stored(node, kind);
                operator.damage(entry.key(), damage);
                CacheStatistics before = kind.cache(node).statistics();

                Object read = way.read(node, kind, entry.id());

                assertMissOrOld(way, read, before, kind.cache(node).statistics());
            }
            assertThat(log.all()).hasSizeLessThan(10);
        }
    }

    /** What another program may have put in place of a key. */
    private static final Map<String, Consumer<String>> FOREIGN = Map.of(
            "text", key -> operator.redis().set(key, "something else"),
            "nothing", key -> operator.redis().set(key, ""),
            "list", key -> operator.redis().rpush(key, "a", "b"),
            "hash", key -> operator.redis().hset(key, "a", "b"));

    private static void replace(String key, String what) {
        operator.redis().del(key);
        Objects.requireNonNull(FOREIGN.get(what)).accept(key);
    }

    @ParameterizedTest
    @EnumSource
    void foreignEntry_isACountedMiss_andIsReplaced(Kind kind) throws Exception {
        CacheRig node = declared();
        for (String what : STEP == 1 ? FOREIGN.keySet() : Set.of("list")) {
            for (Way way : Way.values()) {
                Stored entry = stored(node, kind);
                replace(entry.key(), what);
                CacheStatistics before = kind.cache(node).statistics();

                assertThat(way.read(node, kind, entry.id()))
                        .as(what + " read by " + way)
                        .isEqualTo(way.loads ? "new" : null);

                assertThat(kind.cache(node).statistics().misses()).isEqualTo(before.misses() + 1);
                if (way.loads) {
                    assertThat(way.read(node, kind, entry.id()))
                            .as(what + " read again by " + way)
                            .isEqualTo("new");
                    assertThat(kind.cache(node).statistics().misses()).isEqualTo(before.misses() + 1);
                }
            }
        }
    }

    /** The lease, the generation, and what there is for tags. */
    @ParameterizedTest
    @EnumSource
    void foreignKeyBesideAnEntry_makesAMissAtMost_andIsReplaced(Kind kind) throws Exception {
        CacheRig node = declared();
        for (String what : STEP == 1 ? FOREIGN.keySet() : Set.of("list")) {
            Stored first = stored(node, kind);
            node.change("untag");
            Set<String> keys = new TreeSet<>(operator.redis().keys("*"));
            keys.add(first.key().replace(":value:", ":lease:"));
            keys.remove(first.key());
            for (String key : keys) {
                Stored entry = stored(node, kind);
                replace(key.replaceFirst("\\{.*\\}", Matcher.quoteReplacement(shard(entry.key()))), what);
                try (LogLines log = new LogLines("io.boosterbeacon.redis")) {
                    for (Way way : Way.values()) {
                        assertThat(way.read(node, kind, entry.id())).isIn("old", "new", null);
                    }
                    CacheStatistics before = kind.cache(node).statistics();
                    assertThat(Way.METHOD.read(node, kind, entry.id())).isIn("old", "new");
                    node.change("untag");
                    kind.cache(node).invalidate(entry.id());
                    assertThat(Way.GET.read(node, kind, entry.id())).isNull();
                    assertThat(kind.cache(node).statistics().misses())
                            .as("misses because of a " + what + " in " + key)
                            .isEqualTo(before.misses() + 1);
                    // without its generation, a value cannot be read
                    assertThat(log.all()).as(what + " in " + key).hasSizeLessThanOrEqualTo(1);
                }
            }
        }
    }

    /** What is in the braces is the same for all keys of a shard. */
    private static String shard(String key) {
        return key.substring(key.indexOf('{'), key.indexOf('}') + 1);
    }

    /** Written by nodes with other settings. */
    @ParameterizedTest
    @ValueSource(strings = {"encryption-key", "version", "max-value-size"})
    void entryOfOtherSettings_isACountedMissAndOneWarning(String setting) throws Exception {
        String value = setting.equals("version") ? "2" : OTHER_KEY;
        for (Kind kind : STEP == 1 ? Set.of(Kind.values()) : Set.of(Kind.PLAIN, Kind.NEAR_TAGGED)) {
            String own = "beacon.cache.\"" + kind.cacheName + "\".";
            CacheRig writer = declared(Map.of(own + "encryption-key", KEY));
            CacheRig node = setting.equals("max-value-size")
                    ? declared(SMALL, Map.of(own + "encryption-key", KEY))
                    : declared(
                            setting.equals("version")
                                    ? Map.of(own + "encryption-key", KEY, own + setting, value)
                                    : Map.of(own + setting, value));
            try (LogLines log = new LogLines("io.boosterbeacon.redis")) {
                for (Way way : Way.values()) {
                    Stored entry = stored(writer, kind);
                    CacheStatistics before = kind.cache(node).statistics();

                    assertThat(way.read(node, kind, entry.id()))
                            .as(kind + " by " + way)
                            .isEqualTo(way.loads ? "new" : null);

                    CacheStatistics after = kind.cache(node).statistics();
                    assertThat(after.misses()).isEqualTo(before.misses() + 1);
                    assertThat(after.errors()).isEqualTo(before.errors() + 1);
                }
                assertThat(log.all())
                        .filteredOn(line -> line.contains("cannot read"))
                        .as(setting + " of " + kind)
                        .hasSizeLessThanOrEqualTo(2);
            }
        }
    }

    /** A response gets the tag of what was loaded, never that of what could not be read. */
    @ParameterizedTest
    @EnumSource(names = {"PLAIN", "STALE", "NEAR", "TAGGED"})
    void damagedEntry_isNotRecordedForHttp(Kind kind) throws Exception {
        CacheRig node = declared(Map.of("beacon.cache.\"" + kind.cacheName + "\".encryption-key", KEY));
        Stored entry = stored(node, kind);
        Optional<String> digestOfOld = digest(node, kind, entry.id(), "old");
        operator.damage(entry.key(), bytes -> {
            byte[] flipped = bytes.clone();
            flipped[flipped.length - 1] ^= 1;
            return flipped;
        });
        await().until(() -> kind.cache(node).statistics().bytes() == 0);

        Optional<String> digestOfNew = digest(node, kind, entry.id(), "new");

        assertThat(digestOfOld).isPresent();
        assertThat(digestOfNew).isPresent().isNotEqualTo(digestOfOld);
        assertThat(digest(node, kind, entry.id(), "new")).isEqualTo(digestOfNew);
    }

    private Optional<String> digest(CacheRig node, Kind kind, String id, String expected) throws Exception {
        RequestReads reads = new RequestReads(System::nanoTime);
        reads.begin();
        try {
            Object read = node.read(kind.method, () -> "new", id);
            assertThat(read).isEqualTo(expected);
            CachedRead recorded = reads.of(Objects.requireNonNull(read), true).orElseThrow();
            assertThat(recorded.freshFor(System.nanoTime())).isGreaterThan(Duration.ofSeconds(50));
            return recorded.digest();
        } finally {
            reads.end();
        }
    }
}
