package io.boosterbeacon.redis.internal.cdi;

import static io.boosterbeacon.redis.internal.store.redis.Faults.MINUTE;
import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.ConfigKeys;
import io.boosterbeacon.redis.internal.config.RateLimitPolicies;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.Endpoint;
import io.boosterbeacon.redis.internal.ratelimit.LimitRules;
import io.boosterbeacon.redis.internal.ratelimit.NoResolvers;
import io.boosterbeacon.redis.internal.ratelimit.RateLimitDecider;
import io.boosterbeacon.redis.internal.ratelimit.RunningCalls;
import io.boosterbeacon.redis.internal.ratelimit.StoreRateLimiter;
import io.boosterbeacon.redis.internal.ratelimit.StoreRateLimits;
import io.boosterbeacon.redis.internal.ratelimit.Verdict;
import io.boosterbeacon.redis.internal.ratelimit.WaitingLines;
import io.boosterbeacon.redis.internal.ratelimit.binding.RequestCounts;
import io.boosterbeacon.redis.internal.ratelimit.binding.RequestLimits;
import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.internal.store.redis.Faults;
import io.boosterbeacon.redis.internal.store.redis.Operator;
import io.boosterbeacon.redis.internal.store.redis.RedisStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.ratelimit.QuotaPolicy;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitAlgorithm;
import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import io.boosterbeacon.redis.ratelimit.RateLimitPermit;
import io.boosterbeacon.redis.ratelimit.RateLimitSubject;
import io.boosterbeacon.redis.ratelimit.RateLimiter;
import io.boosterbeacon.redis.ratelimit.RateLimits;
import io.boosterbeacon.redis.testing.HandMovedClock;
import io.boosterbeacon.redis.testing.RedisProcess;
import jakarta.ws.rs.GET;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How many commands the whole stack sends while a subject is denied again and again, counted by the server. */
class DenialTripsTest {
    private static final QuotaPolicy FIVE = QuotaPolicy.fixedWindow(5, MINUTE);

    private final HandMovedClock clock = new HandMovedClock();
    private final RedisProcess server = RedisProcess.start();
    private final Operator operator = new Operator(server.url());
    private final Platform node = Platform.on(
            RedisStore.connect(Faults.options(server.url()), Telemetry.NONE),
            patient(),
            name -> Optional.empty(),
            Telemetry.NONE,
            InstantSource.system(),
            clock::nanos);
    private final RateLimitStore store = node.stores().rateLimits();
    private final RunningCalls running = new RunningCalls(store, node.timers());

    /** Rules that are not read from Redis: only decisions are counted. */
    private final EmbeddedStore ruleStore = new EmbeddedStore(InstantSource.system());

    private final LimitRules rules =
            new LimitRules(ruleStore.limitRules(), "shop", node.timers(), clock::nanos, node.json(), 64);
    private final RateLimitPolicies policies = new RateLimitPolicies(name -> Optional.empty());
    private final RateLimits limits = new StoreRateLimits(rules, policies);
    private final RateLimitDecider decider = new RateLimitDecider(
            store,
            Duration.ofSeconds(10),
            NoResolvers.RESOLVERS,
            Telemetry.NONE,
            InstantSource.system(),
            running,
            rules);
    private final RateLimiter limiter = new StoreRateLimiter(
            store,
            node.application(),
            InstantSource.system(),
            running,
            new WaitingLines(store, node.timers(), clock::nanos));

    /** Methods with one to three policies of a user; the name says whether the address is counted, too. */
    public static class Limited {
        @GET
        @RateLimit(name = "a", value = 3, key = RateLimitKey.USER)
        public void one() {}

        @GET
        @RateLimit(name = "a", value = 3, key = RateLimitKey.USER)
        @RateLimit(name = "b", value = 900, key = RateLimitKey.USER, algorithm = RateLimitAlgorithm.SLIDING_WINDOW)
        public void two() {}

        @GET
        @RateLimit(name = "a", value = 3, key = RateLimitKey.USER)
        @RateLimit(name = "b", value = 900, key = RateLimitKey.USER, algorithm = RateLimitAlgorithm.SLIDING_WINDOW)
        @RateLimit(name = "c", value = 900, key = RateLimitKey.USER, algorithm = RateLimitAlgorithm.TOKEN_BUCKET)
        public void three() {}

        @GET
        @RateLimit(name = "d", value = 900)
        @RateLimit(name = "a", value = 3, key = RateLimitKey.USER)
        public void oneAndAddress() {}

        @GET
        @RateLimit(name = "a", value = 3, key = RateLimitKey.USER)
        @RateLimit(name = "d", value = 900)
        @RateLimit(name = "b", value = 900, key = RateLimitKey.USER, algorithm = RateLimitAlgorithm.SLIDING_WINDOW)
        public void twoAndAddress() {}

        @GET
        @RateLimit(name = "d", value = 900)
        @RateLimit(name = "e", value = 900, shadow = true)
        @RateLimit(name = "a", value = 3, key = RateLimitKey.USER)
        @RateLimit(name = "b", value = 900, key = RateLimitKey.USER, algorithm = RateLimitAlgorithm.SLIDING_WINDOW)
        @RateLimit(name = "c", value = 900, key = RateLimitKey.USER, algorithm = RateLimitAlgorithm.TOKEN_BUCKET)
        public void threeAndAddressAndShadow() {}

        @GET
        @RateLimit(name = "costly", value = 9, cost = 4, key = RateLimitKey.USER)
        @RateLimit(name = "d", value = 900, cost = 50)
        public void costly() {}
    }

    private static final Caller ADA = new Client(Optional.of("ada"));

    /** The same client before it is authenticated. */
    private static final Caller SOMEBODY = new Client(Optional.empty());

    private record Client(Optional<String> user) implements Caller {
        @Override
        public Optional<String> address() {
            return Optional.of("192.0.2.1");
        }

        @Override
        public Optional<String> httpMethod() {
            return Optional.of("GET");
        }

        @Override
        public List<String> path() {
            return List.of("limited");
        }
    }

    @BeforeEach
    void read() {
        for (var method : Limited.class.getDeclaredMethods()) {
            assertThat(policies.of(Limited.class, method)).isNotEmpty();
        }
    }

    @AfterEach
    void close() {
        node.close();
        ruleStore.close();
        operator.close();
        server.close();
    }

    private static Settings patient() {
        // an answer that comes too late is no denial to repeat
        return Settings.read(
                name -> name.equals(ConfigKeys.RATELIMIT_TIMEOUT) ? Optional.of("10s") : Optional.empty(), problem -> {
                    throw problem;
                });
    }

    private long evaluations() {
        return operator.calls().getOrDefault("evalsha", 0L);
    }

    /**
     * Calls until a call is denied. Then no call within a second sends anything, and after it one call does.
     *
     * @param perCall the commands that a call sends if nothing is known
     */
    private void assertRepeatedDenialsSendNothing(BooleanSupplier call, int perCall) {
        assertThat(call.getAsBoolean())
                .as("a first call, which loads the script")
                .isTrue();
        long first = evaluations();
        assertThat(call.getAsBoolean()).isTrue();
        assertThat(evaluations()).isEqualTo(first + perCall);
        while (call.getAsBoolean()) {
            // until it is denied
        }
        long before = evaluations();
        for (int i = 0; i < 500; i++) {
            clock.move(Duration.ofMillis(1));
            assertThat(call.getAsBoolean()).isFalse();
        }
        assertThat(evaluations()).isEqualTo(before);

        clock.move(Duration.ofSeconds(1));
        assertThat(call.getAsBoolean()).isFalse();
        assertThat(evaluations()).isGreaterThan(before);
    }

    static List<Algorithm> algorithms() {
        return List.of(
                new Algorithm.FixedWindow(3, MINUTE),
                new Algorithm.CalendarWindow(3, Duration.ofDays(40), ZoneId.of("Asia/Tokyo")),
                new Algorithm.SlidingWindow(3, MINUTE),
                new Algorithm.TokenBucket(1, MINUTE, 3));
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void denial_repeatedWithinASecond_sendsNothing(Algorithm algorithm) {
        List<Request> requests = List.of(
                new Request("narrow", algorithm, 1, OnStoreFailure.CLOSED),
                new Request("wide", new Algorithm.FixedWindow(1_000, MINUTE), 1, OnStoreFailure.CLOSED),
                new Request("bucket", new Algorithm.TokenBucket(10, MINUTE, 1_000), 1, OnStoreFailure.CLOSED));

        assertRepeatedDenialsSendNothing(
                () -> done(store.tryAcquire("subject", requests)).stream().allMatch(Decision::admitted), 1);
    }

    /** The counts of the other policy end within the second. */
    @Test
    void denial_besideABriefPolicy_sendsNothing() {
        List<Request> requests = List.of(
                new Request("narrow", new Algorithm.FixedWindow(3, MINUTE), 1, OnStoreFailure.CLOSED),
                new Request("brief", new Algorithm.FixedWindow(9, Duration.ofMillis(50)), 1, OnStoreFailure.CLOSED));

        assertRepeatedDenialsSendNothing(
                () -> done(store.tryAcquire("subject", requests)).stream().allMatch(Decision::admitted), 1);
    }

    private static BeanMethod method(String name) {
        return BeanMethod.of(
                Limited.class,
                Stream.of(Limited.class.getDeclaredMethods())
                        .filter(each -> each.getName().equals(name))
                        .findFirst()
                        .orElseThrow());
    }

    private static int perCall(String name) {
        return 1 + (name.contains("Address") || name.equals("costly") ? 1 : 0) + (name.contains("Shadow") ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"one", "two", "three", "oneAndAddress", "twoAndAddress", "threeAndAddressAndShadow", "costly"})
    void denialOfABean_repeatedWithinASecond_sendsNothing(String name) {
        BeanMethod method = method(name);
        Endpoint endpoint = Endpoint.of(node.application(), method, policies.of(Limited.class, method.method()));

        assertRepeatedDenialsSendNothing(() -> decider.decide(endpoint, ADA).admitted(), perCall(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"one", "two", "three", "oneAndAddress", "twoAndAddress", "threeAndAddressAndShadow", "costly"})
    void denialOfARequest_repeatedWithinASecond_sendsNothing(String name) {
        RequestLimits requests = new RequestLimits(policies, decider, RequestCounts::new, application());
        RequestLimits.Limit limit = requests.of(method(name)).orElseThrow();

        assertRepeatedDenialsSendNothing(() -> limit.decide(ADA, false, null).admitted(), perCall(name));
    }

    /**
     * Whether a request is admitted that JAX-RS decides in two parts: before and after its filters authenticate.
     *
     * @param before the client as the first part knows it
     */
    private boolean isAdmittedInTwoParts(RequestLimits.Limit limit, Caller before) {
        rules.start(Duration.ofSeconds(10));
        Optional<Verdict> early = limit.decideEarly(before, false);
        return limit.decide(ADA, false, early.orElse(null)).admitted();
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "two", "three"})
    void denialOfARequest_withoutAPolicyThatDecidesEarly_sendsNothing(String name) {
        RequestLimits requests = new RequestLimits(policies, decider, RequestCounts::new, application());
        RequestLimits.Limit limit = requests.of(method(name)).orElseThrow();

        assertRepeatedDenialsSendNothing(() -> isAdmittedInTwoParts(limit, SOMEBODY), perCall(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"one", "two", "three", "oneAndAddress", "twoAndAddress", "threeAndAddressAndShadow", "costly"})
    void denialOfARequest_whoseCallerTheContainerKnows_sendsNothing(String name) {
        RequestLimits requests = new RequestLimits(policies, decider, RequestCounts::new, application());
        RequestLimits.Limit limit = requests.of(method(name)).orElseThrow();

        assertRepeatedDenialsSendNothing(() -> isAdmittedInTwoParts(limit, ADA), perCall(name));
    }

    /** Nobody knows before a filter of JAX-RS has authenticated the caller that it will be denied. */
    @ParameterizedTest
    @ValueSource(strings = {"oneAndAddress", "twoAndAddress"})
    void denialOfARequest_afterAPolicyThatHasDecidedEarly_takesAndGivesBackThatOnly(String name) {
        RequestLimits requests = new RequestLimits(policies, decider, RequestCounts::new, application());
        RequestLimits.Limit limit = requests.of(method(name)).orElseThrow();
        while (isAdmittedInTwoParts(limit, SOMEBODY)) {
            // until it is denied
        }
        long before = evaluations();
        for (int i = 1; i <= 10; i++) {
            assertThat(isAdmittedInTwoParts(limit, SOMEBODY)).isFalse();
            assertThat(evaluations()).isEqualTo(before + 2L * i);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void denialOfAPath_repeatedWithinASecond_sendsNothing(int others) {
        Map<String, String> properties = new TreeMap<>(Map.of("beacon.ratelimit.\"narrow\".key", "USER"));
        put(properties, "narrow", "3");
        for (int i = 0; i < others; i++) {
            put(properties, "wide" + i, "900");
        }
        RequestLimits requests = new RequestLimits(
                new RateLimitPolicies(key -> Optional.ofNullable(properties.get(key)), properties.keySet(), problem -> {
                    throw problem;
                }),
                decider,
                RequestCounts::new,
                application());
        RequestLimits.Limit limit = requests.ofUnmatched();

        // policies of paths count for the application: those of one address are one subject
        assertRepeatedDenialsSendNothing(() -> limit.decide(ADA, false, null).admitted(), others == 0 ? 1 : 2);
    }

    private static void put(Map<String, String> properties, String policy, String value) {
        properties.put("beacon.ratelimit.\"" + policy + "\".paths", "/**");
        properties.put("beacon.ratelimit.\"" + policy + "\".value", value);
    }

    private ApplicationSettings application() {
        return node.application();
    }

    @Test
    void denialOfAKey_repeatedWithinASecond_sendsNothing() {
        assertRepeatedDenialsSendNothing(() -> !limiter.tryAcquire("key", FIVE).limited(), 1);
    }

    /** A denial of cost 4 says nothing of cost 1, and one of cost 1 says all of cost 4. */
    @Test
    void denialOfACost_saysNothingOfALowerOne() {
        assertThat(limiter.tryAcquire("key", FIVE, 3).limited()).isFalse();
        assertThat(limiter.tryAcquire("key", FIVE, 4).limited()).isTrue();
        assertThat(limiter.tryAcquire("key", FIVE, 1).limited()).isFalse();
        assertThat(limiter.tryAcquire("key", FIVE, 4).limited()).isTrue();
        assertThat(limiter.tryAcquire("key", FIVE, 1).limited()).isFalse();
        assertThat(limiter.tryAcquire("key", FIVE, 1).limited()).isTrue();
        long before = evaluations();

        for (long cost = 1; cost <= 5; cost++) {
            assertThat(limiter.tryAcquire("key", FIVE, cost).limited()).isTrue();
        }
        assertThat(evaluations()).isEqualTo(before);
    }

    private void use(String key) {
        while (!limiter.tryAcquire(key, FIVE).limited()) {
            // until it is denied
        }
    }

    @Test
    void refundResetAndSettle_endADenialOfThisNodeAtOnce() {
        RateLimitPermit permit = limiter.acquire("key", FIVE, Duration.ZERO);
        use("key");
        permit.settle(0);
        awaitAdmitted(() -> !limiter.tryAcquire("key", FIVE).limited());

        use("key");
        limiter.refund("key", FIVE, 1);
        assertThat(limiter.tryAcquire("key", FIVE).limited()).as("refund").isFalse();

        use("key");
        limiter.reset("key", FIVE);
        assertThat(limiter.tryAcquire("key", FIVE).limited()).as("reset").isFalse();

        use("key");
        limiter.block("key", FIVE, MINUTE);
        assertThat(limiter.tryAcquire("key", FIVE).limited()).as("block").isTrue();
        limiter.reset("key", FIVE);
        assertThat(limiter.tryAcquire("key", FIVE).limited()).as("unblock").isFalse();
    }

    @Test
    void closedPermit_endsADenialOfThisNodeAtOnce() {
        QuotaPolicy single = QuotaPolicy.concurrency(1, MINUTE);
        for (int i = 0; i < 5; i++) {
            String key = "key" + i;
            try (RateLimitPermit permit = limiter.acquire(key, single, Duration.ZERO)) {
                assertThat(permit.result().limited()).isFalse();
                assertThat(acquires(key, single)).isFalse();
            }
            awaitAdmitted(() -> acquires(key, single));
        }
    }

    /** Whether a permit can be acquired; it is closed at once. */
    private boolean acquires(String key, QuotaPolicy policy) {
        try (RateLimitPermit permit = limiter.acquire(key, policy, Duration.ZERO)) {
            return !permit.result().limited();
        } catch (RateLimitExceededException e) {
            return false;
        }
    }

    /** What is given back without waiting may arrive after the next request; the denial does not end by time here. */
    private static void awaitAdmitted(BooleanSupplier call) {
        await().atMost(Duration.ofSeconds(10)).until(call::getAsBoolean);
    }

    @Test
    void changedRules_endADenialOfThisNodeAtOnce() {
        BeanMethod method = method("twoAndAddress");
        Endpoint endpoint = Endpoint.of(node.application(), method, policies.of(Limited.class, method.method()));
        BooleanSupplier call = () -> decider.decide(endpoint, ADA).admitted();
        while (call.getAsBoolean()) {
            // until it is denied
        }
        assertThat(call.getAsBoolean()).isFalse();
        limits.setLimit("a", 4, MINUTE);
        assertThat(call.getAsBoolean()).as("limit of all").isTrue();
        assertThat(call.getAsBoolean()).isFalse();
        limits.setLimit("a", RateLimitSubject.user("ada"), 5, MINUTE);
        assertThat(call.getAsBoolean()).as("limit of a subject").isTrue();
        assertThat(call.getAsBoolean()).isFalse();
        limits.allow(RateLimitSubject.user("ada"), MINUTE);
        assertThat(call.getAsBoolean()).as("allowed").isTrue();
        limits.unlist(RateLimitSubject.user("ada"));
        assertThat(call.getAsBoolean()).isFalse();
    }
}
