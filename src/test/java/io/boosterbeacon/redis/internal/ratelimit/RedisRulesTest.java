package io.boosterbeacon.redis.internal.ratelimit;

import static io.boosterbeacon.redis.internal.ratelimit.RateLimitFixture.ADA;
import static io.boosterbeacon.redis.internal.ratelimit.RateLimitFixture.BOB;
import static io.boosterbeacon.redis.internal.ratelimit.RateLimitFixture.admitted;
import static io.boosterbeacon.redis.internal.ratelimit.RateLimitFixture.endpoint;
import static io.boosterbeacon.redis.internal.ratelimit.RateLimitFixture.policy;
import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.RedisException;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.RateLimitPolicies;
import io.boosterbeacon.redis.internal.config.RedisSettings.Shape;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.internal.store.guard.GuardedLimitRuleStore;
import io.boosterbeacon.redis.internal.store.guard.GuardedRateLimitStore;
import io.boosterbeacon.redis.internal.store.guard.SilenceDetector;
import io.boosterbeacon.redis.internal.store.guard.StoreGuard;
import io.boosterbeacon.redis.internal.store.local.KnownDenials;
import io.boosterbeacon.redis.internal.store.local.LocalRateLimits;
import io.boosterbeacon.redis.internal.store.redis.Faults;
import io.boosterbeacon.redis.internal.store.redis.Operator;
import io.boosterbeacon.redis.internal.store.redis.RedisStore;
import io.boosterbeacon.redis.internal.telemetry.StoreUse;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import io.boosterbeacon.redis.ratelimit.RateLimitRule;
import io.boosterbeacon.redis.ratelimit.RateLimitSubject;
import io.boosterbeacon.redis.ratelimit.RateLimits;
import io.boosterbeacon.redis.testing.RedisCluster;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that nodes share on Redis, also when it loses them or does not answer. */
class RedisRulesTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration TIMEOUT = Duration.ofMillis(300);

    /** A node with the whole stack of stores. */
    private static final class Node implements AutoCloseable {
        private final Scheduler timers = new Scheduler();
        private final EmbeddedStore local = new EmbeddedStore(InstantSource.system());
        private final Store store;
        final LimitRules rules;
        final RateLimits limits;
        final RateLimitDecider decider;

        Node(String url, Shape shape) {
            store = RedisStore.connect(Faults.options(url, shape, Duration.ofSeconds(5)), Telemetry.NONE);
            SilenceDetector silence = new SilenceDetector(timers, store::ping);
            RateLimitStore stack = new KnownDenials(
                    new LocalRateLimits(
                            new GuardedRateLimitStore(store.rateLimits(), guard(StoreUse.RATE_LIMIT, silence)),
                            EmbeddedStore.rateLimitsOnly(InstantSource.system(), 64L << 20)),
                    System::nanoTime);
            rules = new LimitRules(
                    new GuardedLimitRuleStore(store.limitRules(), guard(StoreUse.COMMANDS, silence)),
                    "shop",
                    timers,
                    System::nanoTime,
                    new Json(),
                    64);
            limits = new StoreRateLimits(rules, policies());
            decider = new RateLimitDecider(
                    stack,
                    TIMEOUT,
                    NoResolvers.RESOLVERS,
                    Telemetry.NONE,
                    InstantSource.system(),
                    new RunningCalls(stack, timers),
                    rules);
        }

        private StoreGuard guard(StoreUse use, SilenceDetector silence) {
            Duration limit = use == StoreUse.COMMANDS ? Duration.ofSeconds(5) : TIMEOUT;
            return new StoreGuard(use, limit, silence, Telemetry.NONE, System::nanoTime, true, store::ping);
        }

        private static RateLimitPolicies policies() {
            RateLimitPolicies policies = new RateLimitPolicies(name -> Optional.empty());
            try {
                policies.of(Named.class, Named.class.getDeclaredMethod("counted"));
            } catch (NoSuchMethodException e) {
                throw new AssertionError(e);
            }
            return policies;
        }

        @Override
        public void close() {
            store.close();
            local.close();
            timers.close();
        }
    }

    /** Has the policy whose name the rules use. */
    @SuppressWarnings("UnusedMethod") // read by reflection
    private static final class Named {
        @RateLimit(name = "p", value = 5)
        void counted() {}
    }

    private static Endpoint endpointOf(OnStoreFailure onFailure) {
        return endpoint(policy("p", 5).window(HOUR).key(RateLimitKey.USER).onFailure(onFailure));
    }

    private static boolean admits(Node node, Caller caller) {
        return node.decider.decide(endpointOf(OnStoreFailure.LOCAL), caller).admitted();
    }

    @Test
    void rules_onACluster_areSharedAndLostWithAllElseByAFlush() {
        try (RedisCluster servers = RedisCluster.start();
                Node one = new Node(servers.url(), Shape.CLUSTER);
                Node two = new Node(servers.url(), Shape.CLUSTER)) {
            Endpoint endpoint = endpointOf(OnStoreFailure.CLOSED);
            assertThat(admits(two, BOB)).isTrue();
            one.limits.setLimit("p", 2);
            one.limits.deny(RateLimitSubject.user("bob"), HOUR);
            // not by asking for permits of Bob, which a limit of 2 denies as well
            await().atMost(Duration.ofSeconds(2))
                    .untilAsserted(() -> assertThat(two.limits.rules()).hasSize(2));
            assertThat(admits(two, BOB)).isFalse();
            assertThat(admitted(two.decider, endpoint, ADA, 9)).isEqualTo(2);

            List.of("a", "b", "c", "d", "e", "f", "g", "h")
                    .forEach(key -> flush(servers.masterOf(key).url()));

            await().atMost(Duration.ofSeconds(3)).until(() -> admits(two, BOB) && admits(one, BOB));
            assertThat(one.limits.rules()).isEmpty();
            assertThat(two.limits.rules()).isEmpty();
            // the last denial is known for a second
            await().atMost(Duration.ofSeconds(3)).until(() -> admits(two, ADA));
            assertThat(admitted(one.decider, endpoint, ADA, 9)).isEqualTo(4);
            two.limits.setLimit("p", 6);
            assertThat(admitted(two.decider, endpoint, ADA, 9)).isEqualTo(1);
        }
    }

    private static void flush(String url) {
        try (Operator operator = new Operator(url)) {
            operator.redis().flushall();
        }
    }

    @Test
    void rules_whileRedisIsFrozen_stayInForce() {
        try (RedisProcess server = RedisProcess.start();
                Node node = new Node(server.url(), Shape.STANDALONE)) {
            node.limits.setLimit("p", 3);
            node.limits.deny(RateLimitSubject.user("bob"), HOUR);
            assertThat(admitted(node.decider, endpointOf(OnStoreFailure.LOCAL), ADA, 1))
                    .isEqualTo(1);
            List<RateLimitRule> before = node.limits.rules();
            server.freeze();
            try {
                assertThat(admits(node, BOB)).isFalse();
                assertThat(admitted(node.decider, endpointOf(OnStoreFailure.LOCAL), ADA, 9))
                        .as("the limit of the rule, from the last count of Redis on")
                        .isEqualTo(2);
                assertThat(admitted(node.decider, endpointOf(OnStoreFailure.OPEN), ADA, 9))
                        .isEqualTo(9);
                assertThatThrownBy(() -> node.limits.setLimit("p", 9)).isInstanceOf(RedisException.class);
                assertThatThrownBy(() -> node.limits.unlist(RateLimitSubject.user("bob")))
                        .isInstanceOf(RedisException.class);
                assertThat(node.limits.rules()).hasSameSizeAs(before);
                assertThat(admits(node, BOB)).isFalse();
            } finally {
                server.thaw();
            }
            await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> {
                node.limits.unlist(RateLimitSubject.user("bob"));
                return admits(node, BOB);
            });
        }
    }

    /** A rule is in force on its node as soon as the call returns, whatever other nodes change at the same time. */
    @Test
    void rules_changedByTwoNodesAtOnce_areInForceOnTheirNodeAtOnceAndOnTheOtherSoon() throws Exception {
        int changes = 150;
        try (RedisProcess server = RedisProcess.start();
                Node one = new Node(server.url(), Shape.STANDALONE);
                Node two = new Node(server.url(), Shape.STANDALONE)) {
            List<CompletableFuture<Void>> threads = new ArrayList<>();
            for (Node node : List.of(one, two)) {
                for (String thread : List.of("a", "b")) {
                    String name = (node == one ? "one" : "two") + thread;
                    threads.add(CompletableFuture.runAsync(() -> change(node, name, changes)));
                }
            }
            for (CompletableFuture<Void> thread : threads) {
                thread.get(60, TimeUnit.SECONDS);
            }
            await().atMost(Duration.ofSeconds(3)).untilAsserted(() -> {
                assertThat(one.limits.rules()).hasSize(4 * changes / 2);
                assertThat(two.limits.rules())
                        .extracting(RateLimitRule::subject)
                        .hasSameElementsAs(one.limits.rules().stream()
                                .map(RateLimitRule::subject)
                                .toList());
            });
            assertThat(done(one.store.limitRules().read("shop", ""))).isPresent();
        }
    }

    /** A denied subject that does not stop calling never gets through because a node is new. */
    @Test
    void rules_ofANodeThatStartsUnderFire_areKnownToItsFirstDecisions() throws Exception {
        int threads = 8;
        ExecutorService callers = Executors.newFixedThreadPool(threads);
        try (RedisProcess server = RedisProcess.start();
                Node first = new Node(server.url(), Shape.STANDALONE)) {
            first.limits.deny(RateLimitSubject.user("bob"), HOUR);
            for (int i = 0; i < 12; i++) {
                AtomicReference<@Nullable Node> starting = new AtomicReference<>();
                AtomicBoolean stopped = new AtomicBoolean();
                AtomicInteger denied = new AtomicInteger();
                AtomicInteger admitted = new AtomicInteger();
                CountDownLatch ended = new CountDownLatch(threads);
                for (int thread = 0; thread < threads; thread++) {
                    callers.execute(() -> {
                        while (!stopped.get()) {
                            Node node = starting.get();
                            if (node != null) {
                                (admits(node, BOB) ? admitted : denied).incrementAndGet();
                            }
                        }
                        ended.countDown();
                    });
                }
                try (Node node = new Node(server.url(), Shape.STANDALONE)) {
                    node.rules.start(Duration.ofSeconds(10));
                    starting.set(node);
                    await().atMost(Duration.ofSeconds(20)).until(() -> denied.get() > 1_000);
                    stopped.set(true);
                    assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
                }
                assertThat(admitted).hasValue(0);
            }
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void rules_readAtTheStart_areInForceWithoutTheStore() {
        try (RedisProcess server = RedisProcess.start();
                Node one = new Node(server.url(), Shape.STANDALONE)) {
            one.limits.deny(RateLimitSubject.user("bob"), HOUR);
            try (Node two = new Node(server.url(), Shape.STANDALONE)) {
                two.rules.start(Duration.ofSeconds(10));
                server.freeze();
                assertThat(admits(two, BOB)).isFalse();
                assertThat(admits(two, ADA)).isTrue();
                server.thaw();
            }
        }
    }

    /** Nobody knows whether the caller is denied: policies decide as if Redis had failed, until the rules are read. */
    @Test
    void rules_whileRedisIsFrozenAtTheStart_areLeftToThePolicies() {
        try (RedisProcess server = RedisProcess.start();
                Node one = new Node(server.url(), Shape.STANDALONE)) {
            one.limits.deny(RateLimitSubject.user("bob"), HOUR);
            Endpoint closed = endpointOf(OnStoreFailure.CLOSED);
            server.freeze();
            try (Node two = new Node(server.url(), Shape.STANDALONE)) {
                long begun = System.nanoTime();
                two.rules.start(Duration.ofSeconds(2));
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
                Verdict unknown = two.decider.decide(closed, BOB);
                assertThat(unknown.unavailable()).isTrue();
                assertThat(unknown.admitted()).isFalse();
                assertThat(admits(two, BOB)).as("LOCAL").isTrue();
                assertThat(two.decider
                                .decide(endpointOf(OnStoreFailure.OPEN), BOB)
                                .admitted())
                        .isTrue();
                assertThatThrownBy(two.limits::rules).isInstanceOf(RedisException.class);
                server.thaw();

                await().pollInterval(Duration.ofMillis(5))
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> {
                            assertThat(two.decider.decide(closed, BOB).admitted())
                                    .isFalse();
                            return two.decider.decide(closed, ADA).admitted();
                        });
                assertThat(admits(two, BOB)).isFalse();
                assertThat(two.limits.rules()).hasSize(1);
            } finally {
                server.thaw();
            }
        }
    }

    /** With redis-cli, anything may be written in place of a rule. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "x",
                "17",
                "17 ",
                "-1 {}",
                "4102444800000",
                "4102444800000 ",
                "4102444800000 {\"effect\"",
                "99999999999999999999 {}",
                "999999999999999999999999999999999999999 {}",
                "1e400 {}",
                "\u0000\u0001"
            })
    void rule_changedByHand_leavesTheOthersInForce(String text) {
        try (RedisProcess server = RedisProcess.start();
                Operator operator = new Operator(server.url());
                Node one = new Node(server.url(), Shape.STANDALONE);
                Node two = new Node(server.url(), Shape.STANDALONE)) {
            one.limits.deny(RateLimitSubject.user("bob"), HOUR);
            assertThat(admits(two, BOB)).isFalse();
            String key = operator.redis().keys("*limit-rules*").get(0);
            operator.redis().hset(key, "odd", text);
            operator.redis()
                    .hset(
                            key,
                            new LimitRule(RateLimitRule.Effect.DENY, "", RateLimitSubject.user("bob"), 0).id(),
                            text);

            one.limits.deny(RateLimitSubject.user("carol"), HOUR);

            Caller carol = RateLimitFixture.caller("", "carol");
            assertThat(admits(one, carol)).isFalse();
            await().atMost(Duration.ofSeconds(5)).until(() -> !admits(two, carol));
            boolean ended = text.startsWith("17 ");
            assertThat(admits(one, BOB)).as("the rule that was replaced").isEqualTo(ended);
            assertThat(admits(two, BOB)).isEqualTo(ended);
            assertThat(admits(two, ADA)).isTrue();
            assertThat(operator.redis().pttl(key)).isPositive();
        }
    }

    static Stream<RateLimitFixture.Policy> policiesOfSix() {
        return RateLimitRulesTest.policiesOfSix();
    }

    /** The spent share is kept on Redis as in the embedded store ({@link RateLimitRulesTest}). */
    @ParameterizedTest
    @MethodSource("policiesOfSix")
    void limit_ofAllCallersForATime_keepsWhatIsSpentAndReturnsOnAllNodes(RateLimitFixture.Policy policy) {
        Duration lifetime = Duration.ofSeconds(6);
        Endpoint counted = endpoint(policy.window(Duration.ofDays(1)).onFailure(OnStoreFailure.CLOSED));
        Caller carol = RateLimitFixture.caller("192.0.2.3", "carol");
        try (RedisProcess server = RedisProcess.start();
                Node one = new Node(server.url(), Shape.STANDALONE);
                Node two = new Node(server.url(), Shape.STANDALONE)) {
            assertThat(admitted(two.decider, counted, ADA, 4)).isEqualTo(4);
            one.limits.setLimit("p", 3, HOUR);
            assertThat(admitted(one.decider, counted, ADA, 9)).isZero();
            await().atMost(Duration.ofSeconds(5)).until(() -> two.limits.rules().size() == 1);
            assertThat(admitted(two.decider, counted, ADA, 9)).isZero();
            assertThat(admitted(two.decider, counted, BOB, 9)).isEqualTo(3);

            one.limits.setLimit("p", 10, lifetime);
            long set = System.nanoTime();
            assertThat(admitted(one.decider, counted, ADA, 9)).isEqualTo(6);
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> two.decider.decide(counted, BOB).admitted());
            assertThat(admitted(two.decider, counted, BOB, 9)).isEqualTo(6);

            await().atMost(Duration.ofSeconds(20)).until(() -> System.nanoTime() - set > lifetime.toNanos());
            assertThat(admitted(one.decider, counted, ADA, 9)).isZero();
            assertThat(admitted(two.decider, counted, BOB, 9)).isZero();
            assertThat(admitted(two.decider, counted, carol, 9)).isEqualTo(6);
            assertThat(one.limits.rules()).isEmpty();
            assertThat(two.limits.rules()).isEmpty();
        }
    }

    /** Adds rules and removes every other one. */
    private static void change(Node node, String name, int changes) {
        for (int i = 0; i < changes; i++) {
            String user = name + i;
            RateLimitSubject subject = RateLimitSubject.user(user);
            Caller caller = RateLimitFixture.caller("", user);
            node.limits.deny(subject, HOUR);
            assertThat(admits(node, caller)).as("denied %s", user).isFalse();
            if (i % 2 == 0) {
                node.limits.unlist(subject);
                assertThat(admits(node, caller)).as("no longer denied %s", user).isTrue();
            }
        }
    }
}
