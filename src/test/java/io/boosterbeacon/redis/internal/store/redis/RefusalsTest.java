package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.MINUTE;
import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.StoreFeature;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.Marks;
import io.boosterbeacon.redis.testing.OtherRedis;
import io.boosterbeacon.redis.testing.RedisCluster;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.lettuce.core.KillArgs;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether the server lets its user do what the features need. */
class RefusalsTest {
    private static final String ALL = "~beacon:* &beacon:* +@all";

    static Stream<Arguments> servers() {
        return OtherRedis.andTheUsual();
    }

    private static void setUser(Operator operator, String rights) {
        operator.acl(("SETUSER ada reset on >lovelace " + rights).split(" "));
    }

    private static RedisStore connect(RedisProcess server) {
        return RedisStore.connect(Faults.options(server.url().replace("//", "//ada:lovelace@")), Telemetry.NONE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void userWhoMayDoEverything_isRefusedNothing(String name, Function<String[], RedisProcess> start) {
        try (RedisProcess server = start.apply(new String[0]);
                RedisStore store = RedisStore.connect(Faults.options(server.url()), Telemetry.NONE)) {
            assertThat(done(store.refusals())).isEmpty();
        }
    }

    @Test
    void cluster_refusesNothing() {
        try (RedisCluster servers = RedisCluster.start();
                RedisStore store = RedisStore.connect(
                        Faults.options(servers.url(), RedisSettings.Shape.CLUSTER, Duration.ofSeconds(3)),
                        Telemetry.NONE)) {
            assertThat(done(store.refusals())).isEmpty();
        }
    }

    /** Its nodes answer pings: by these alone it would be ready. */
    @Test
    void cluster_thatServesNoKey_isToldAsRefusal() {
        try (RedisCluster servers = RedisCluster.start()) {
            for (String node : servers.url().replace("redis://", "").split(",", -1)) {
                try (Operator operator = new Operator("redis://" + node)) {
                    operator.redis().configSet("cluster-require-full-coverage", "yes");
                    operator.redis().clusterDelSlots(0);
                    await().until(() -> operator.redis().clusterInfo().contains("cluster_state:fail"));
                }
            }
            try (RedisStore store = RedisStore.connect(
                    Faults.options(servers.url(), RedisSettings.Shape.CLUSTER, Duration.ofSeconds(3)),
                    Telemetry.NONE)) {
                Faults.untilConnected(store);
                assertThat(done(store.refusals()))
                        .hasEntrySatisfying(
                                StoreFeature.REVOCATION, why -> assertThat(why).contains("CLUSTERDOWN"))
                        .containsKeys(StoreFeature.CACHE, StoreFeature.RATELIMIT);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "~other:* &beacon:* +@all | CACHE RATELIMIT REVOCATION AUDIT COMMANDS | such keys",
                "~beacon:cache:* ~beacon:*kv* &beacon:* +@all | RATELIMIT REVOCATION AUDIT | such keys",
                "~beacon:window:* ~beacon:sliding:* ~beacon:bucket:* ~beacon:running:* ~beacon:limit-rules:*"
                        + " ~beacon:{rev}:t:* ~beacon:{rev}:u:* &beacon:* +@all | CACHE REVOCATION AUDIT COMMANDS | such keys",
                "~beacon:cache:* ~beacon:*kv* ~beacon:window:* ~beacon:sliding:* ~beacon:bucket:* ~beacon:running:*"
                        + " ~beacon:limit-rules:* ~beacon:{rev}:t:* ~beacon:{rev}:u:* ~beacon:{rev}:index:*"
                        + " ~beacon:{rev}:f:* ~beacon:{rev}:g:* ~beacon:{rev}:*epoch ~beacon:{rev}:*horizon"
                        + " ~beacon:{rev}:*log &beacon:* +@all | AUDIT | such keys",
                "~beacon:* &other:* +@all | PUSHES | the channel",
                "~beacon:* &beacon:* +@all -eval -evalsha | CACHE RATELIMIT REVOCATION AUDIT COMMANDS | EVALSHA of",
                "~beacon:* &beacon:* +@all -time | RATELIMIT REVOCATION AUDIT | TIME in EVAL",
                "~beacon:* &beacon:* +@all -mget | CACHE REVOCATION COMMANDS | MGET",
                "~beacon:* &beacon:* +@all -hincrby | RATELIMIT REVOCATION AUDIT | HINCRBY in EVAL",
                "~beacon:* &beacon:* +@all -hgetall | RATELIMIT REVOCATION AUDIT | HGETALL",
                "~beacon:* &beacon:* +@all -pexpireat | RATELIMIT REVOCATION | PEXPIREAT in EVAL",
                "~beacon:* &beacon:* +@all -zscore | RATELIMIT REVOCATION | ZSCORE in EVAL",
                "~beacon:* &beacon:* +@all -del | CACHE RATELIMIT COMMANDS | DEL",
                "~beacon:* &beacon:* +@all -xadd | AUDIT | XADD",
                "~beacon:* &beacon:* +@all -xrevrange | AUDIT | XREVRANGE in EVAL",
                "~beacon:* &beacon:* +@all -incrby | COMMANDS | INCRBY in EVAL",
            })
    void right_thatIsMissing_isToldByWhatNeedsIt(String rights, String features, String words) {
        try (RedisProcess server = RedisProcess.start();
                Operator operator = new Operator(server.url())) {
            setUser(operator, rights);
            try (RedisStore store = connect(server)) {
                Map<StoreFeature, String> refusals = done(store.refusals());

                assertThat(refusals.keySet())
                        .containsExactlyInAnyOrderElementsOf(Stream.of(features.split(" "))
                                .map(StoreFeature::valueOf)
                                .toList());
                assertThat(refusals.values()).allSatisfy(why -> assertThat(why).contains("Redis refused ", words));
            }
        }
    }

    @Test
    void canaries_leaveNothingBehindAndCountNowhere() {
        try (RedisProcess server = RedisProcess.start();
                Operator operator = new Operator(server.url());
                Store store = RedisStore.connect(Faults.options(server.url()), Telemetry.NONE)) {
            done(store.revocations().revokeGroup(Marks.user("u", MINUTE)));
            List<String> before = operator.redis().keys("*");
            String epoch = operator.redis().get("beacon:{rev}:epoch");

            assertThat(done(store.refusals())).isEmpty();

            assertThat(done(store.revocations().stats()).users()).isEqualTo(1);
            assertThat(done(store.revocations().stats()).tokens()).isZero();
            assertThat(operator.redis().get("beacon:{rev}:epoch")).isEqualTo(epoch);
            assertThat(operator.redis().keys("*"))
                    .allSatisfy(key -> assertThat(operator.redis().pttl(key)).isPositive());
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(operator.redis().keys("*"))
                            .filteredOn(key -> !key.endsWith("canary-epoch"))
                            .containsExactlyInAnyOrderElementsOf(before));
        }
    }

    @Test
    void right_thatIsTakenAway_isMissedByTheNextConnection() {
        try (RedisProcess server = RedisProcess.start();
                Operator operator = new Operator(server.url())) {
            setUser(operator, ALL);
            try (RedisStore store = connect(server)) {
                assertThat(done(store.refusals())).isEmpty();

                setUser(operator, ALL + " -time");
                operator.redis().clientKill(KillArgs.Builder.user("ada"));

                await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                    Faults.untilConnected(store);
                    assertThat(done(store.refusals())).containsKey(StoreFeature.REVOCATION);
                });
            }
        }
    }

    @Test
    void server_isAskedRarely() {
        AtomicInteger asked = new AtomicInteger();
        AtomicLong nanos = new AtomicLong();
        Map<StoreFeature, String> refused = new EnumMap<>(StoreFeature.class);
        Refusals refusals = new Refusals(
                () -> {
                    asked.incrementAndGet();
                    return CompletableFuture.completedFuture(Map.copyOf(refused));
                },
                nanos::get);
        for (int second = 0; second < 60; second++) {
            done(refusals.find());
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        }
        assertThat(asked).hasValue(1);

        refused.put(StoreFeature.CACHE, "why");
        refusals.forget();
        for (int second = 0; second < 60; second++) {
            assertThat(done(refusals.find())).isEqualTo(refused);
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        }
        assertThat(asked).hasValue(1 + 12);
    }

    @Test
    void server_thatHasRefusedSomethingSince_isAskedSoon() {
        AtomicInteger asked = new AtomicInteger();
        AtomicLong nanos = new AtomicLong();
        Refusals refusals = new Refusals(
                () -> {
                    asked.incrementAndGet();
                    return CompletableFuture.completedFuture(Map.of());
                },
                nanos::get);
        done(refusals.find());
        for (int second = 0; second < 60; second++) {
            refusals.doubt();
            done(refusals.find());
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        }
        assertThat(asked).hasValue(12);
    }
}
