package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.MINUTE;
import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static io.boosterbeacon.redis.internal.store.redis.Faults.failure;
import static io.boosterbeacon.redis.internal.store.redis.Faults.tryAcquire;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore.Lookup;
import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.StoreFeature;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.Marks;
import io.boosterbeacon.redis.testing.OtherRedis;
import io.boosterbeacon.redis.testing.RedisCluster;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.boosterbeacon.redis.testing.Requests;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What works for users and on servers that lack something, and that what does not work says what is missing. */
class RestrictedUserTest {
    private static final CacheEntry ENTRY = new CacheEntry.Cached("restricted", "key");

    static Stream<Arguments> servers() {
        return OtherRedis.andTheUsual();
    }

    private static void onRestricted(Function<String[], RedisProcess> start, String rights, Consumer<Store> test) {
        try (RedisProcess server = start.apply(new String[0])) {
            try (Operator operator = new Operator(server.url())) {
                operator.acl(("SETUSER ada on >lovelace ~beacon:* +@all " + rights).split(" "));
            }
            String url = server.url().replace("//", "//ada:lovelace@");
            try (RedisStore store = RedisStore.connect(Faults.options(url), Telemetry.NONE)) {
                test.accept(store);
            }
        }
    }

    private static void assertRefused(StoreException failure, String... words) {
        assertThat(failure.type()).isEqualTo(RedisErrorType.COMMAND_ERROR);
        assertThat(failure).hasMessageContainingAll(words);
    }

    private static void assertCacheWorks(Store store) {
        done(store.cache().put(ENTRY, new byte[1], Lifetime.of(MINUTE)));
        done(store.cache().invalidate(List.of(ENTRY)));
        assertThat(done(store.cache().readOrLease(ENTRY, "one", MINUTE))).isInstanceOf(Lookup.Granted.class);
        assertThat(done(store.cache().readOrLease(ENTRY, "two", MINUTE))).isEqualTo(new Lookup.Held("one"));
        assertThat(done(store.cache().write(ENTRY, "one", new byte[1], Lifetime.of(MINUTE))))
                .isTrue();
        assertThat(done(store.cache().readOrLease(ENTRY, "two", MINUTE))).isInstanceOf(Lookup.Hit.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void withoutTime_allWorksButRevoking(String name, Function<String[], RedisProcess> start) {
        onRestricted(start, "-time", store -> {
            done(tryAcquire(store, "subject"));
            assertCacheWorks(store);
            assertThat(done(store.cache().time())).isZero();
            done(store.keyValues().increment("n", 1, MINUTE));
            assertThat(done(store.revocations().find(TokenQuery.of(List.of("t"), List.of("u"))))
                            .tokenRevoked())
                    .isFalse();

            assertRefused(
                    failure(store.revocations().revokeGroup(Marks.user("u", MINUTE))),
                    "refused TIME in EVAL",
                    "NOPERM",
                    "may not run it");
        });
    }

    /** Nobody could tell a stale value from a fresh one. */
    @Test
    void withoutTime_valuesAreKeptOnlyAsLongAsTheyAreFresh() {
        onRestricted(RedisProcess::start, "-time", store -> {
            Lifetime brief = Lifetime.of(Duration.ofMillis(200), MINUTE, Duration.ZERO);
            done(store.cache().put(ENTRY, new byte[1], brief));
            assertThat(done(store.cache().readOrLease(ENTRY, "one", MINUTE)))
                    .isInstanceOfSatisfying(
                            Lookup.Hit.class, hit -> assertThat(hit.writtenAt()).isZero());

            await().untilAsserted(() -> assertThat(done(store.cache().readOrLease(ENTRY, "one", MINUTE)))
                    .isInstanceOf(Lookup.Granted.class));
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void withoutScripts_readsWorkAndTheRestNamesTheCommand(String name, Function<String[], RedisProcess> start) {
        onRestricted(start, "-eval -evalsha", store -> {
            assertThat(done(store.revocations().find(TokenQuery.of(List.of("t"), List.of("u"))))
                            .tokenRevoked())
                    .isFalse();
            assertThat(done(store.keyValues().get("absent"))).isEmpty();
            done(store.rateLimits().reset("subject", "p", Requests.ANY));

            assertRefused(failure(tryAcquire(store, "subject")), "EVALSHA of rate-limit", "NOPERM");
            assertRefused(
                    failure(store.cache().put(ENTRY, new byte[1], Lifetime.of(MINUTE))),
                    "EVALSHA of cache-put",
                    "NOPERM");
        });
        onRestricted(
                start,
                "-eval",
                store -> assertRefused(
                        failure(tryAcquire(store, "subject")), "EVAL of rate-limit", "NOPERM", "may not run it"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void withoutAReadCommand_failureNamesIt(String name, Function<String[], RedisProcess> start) {
        onRestricted(start, "-mget -hmget", store -> {
            assertRefused(
                    failure(store.revocations().find(TokenQuery.of(List.of("t"), List.of()))),
                    "refused MGET",
                    "NOPERM");
            assertRefused(failure(tryAcquire(store, "subject")), "refused HMGET in EVAL", "NOPERM");
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void withoutTheKeys_failureSaysSo(String name, Function<String[], RedisProcess> start) {
        onRestricted(start, "resetkeys ~other:*", store -> {
            assertRefused(failure(tryAcquire(store, "subject")), "EVALSHA of rate-limit", "NOPERM", "such keys");
            assertRefused(
                    failure(store.revocations().find(TokenQuery.of(List.of("t"), List.of()))),
                    "MGET",
                    "NOPERM",
                    "such keys");
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void withoutPushes_cachesWorkAndWaitersWakeByThemselves(String name, Function<String[], RedisProcess> start) {
        String none = name.endsWith("6.0") ? "-publish -subscribe" : "resetchannels";
        onRestricted(start, none, store -> {
            assertCacheWorks(store);
            done(store.cache().clear("restricted"));
            done(store.cache().leaseEnd(ENTRY, Duration.ofMillis(50)));
            done(store.keyValues().set("k", new byte[1], MINUTE));
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void serverWithoutHello_isSpokenToInItsOwnProtocol(String name, Function<String[], RedisProcess> start) {
        try (RedisProcess server = start.apply(new String[] {"--rename-command", "HELLO", ""});
                RedisStore store = RedisStore.connect(Faults.options(server.url()), Telemetry.NONE)) {
            assertWorks(store);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void userWhoMayNotGreet_isConnectedNevertheless(String name, Function<String[], RedisProcess> start) {
        try (RedisProcess server = start.apply(new String[] {"--requirepass", "secret"})) {
            String url = server.url().replace("//", "//:secret@");
            try (Operator operator = new Operator(url)) {
                operator.acl("SETUSER", "default", "-hello");
            }
            try (RedisStore store = RedisStore.connect(Faults.options(url), Telemetry.NONE)) {
                assertWorks(store);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void userWhoMayNotGreetWithoutPassword_isConnectedNevertheless(
            String name, Function<String[], RedisProcess> start) {
        try (RedisProcess server = start.apply(new String[0])) {
            try (Operator operator = new Operator(server.url())) {
                operator.acl("SETUSER", "default", "-hello");
            }
            try (RedisStore store = RedisStore.connect(Faults.options(server.url()), Telemetry.NONE)) {
                assertWorks(store);
            }
        }
    }

    /** Only caches with tags need these: an application without them is not told that they are missing. */
    @ParameterizedTest
    @ValueSource(strings = {"hmget", "hget", "hset", "hlen"})
    void withoutACommandOfTags_onlyCachesWithTagsAreRefused(String command) {
        onRestricted(RedisProcess::start, "-" + command, store -> {
            assertCacheWorks(store);
            assertThat(done(store.refusals())).doesNotContainKey(StoreFeature.CACHE);
        });
        onRestricted(RedisProcess::start, "-" + command, store -> {
            store.cache().useTags("restricted-tags");
            assertThat(done(store.refusals()).get(StoreFeature.CACHE)).containsIgnoringCase(command);
        });
    }

    private static void assertWorks(Store store) {
        done(tryAcquire(store, "subject"));
        assertCacheWorks(store);
        done(store.revocations().revokeGroup(Marks.user("u", MINUTE)));
        assertThat(done(store.revocations().find(TokenQuery.of(List.of("t"), List.of("u"))))
                        .cutoffs())
                .containsKey("u");
    }

    @Test
    void clusterWhoseUserMayNotGreet_isConnectedNevertheless() {
        try (RedisCluster servers = RedisCluster.start()) {
            for (String node : servers.url().replace("redis://", "").split(",", -1)) {
                try (Operator operator = new Operator("redis://" + node)) {
                    operator.acl("SETUSER", "default", "-hello");
                }
            }
            try (RedisStore store = RedisStore.connect(
                    Faults.options(servers.url(), RedisSettings.Shape.CLUSTER, Duration.ofSeconds(3)),
                    Telemetry.NONE)) {
                assertWorks(store);
            }
        }
    }
}
