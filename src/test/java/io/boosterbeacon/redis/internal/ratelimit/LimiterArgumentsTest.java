package io.boosterbeacon.redis.internal.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.RateLimitPolicies;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.ratelimit.QuotaPolicy;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitPermit;
import io.boosterbeacon.redis.ratelimit.RateLimitSubject;
import io.boosterbeacon.redis.ratelimit.RateLimiter;
import io.boosterbeacon.redis.ratelimit.RateLimits;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Arguments that are not accepted: each method names the argument, its value and what is accepted. */
class LimiterArgumentsTest {
    private static final String COUNTS = "; accepted: 1 to 9007199254740991";
    private static final String TIMES = "; accepted: PT0.001S to PT87840H";
    private static final String NAMES = "; accepted: a name of its own for each policy";
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HUGE = Duration.ofSeconds(Long.MAX_VALUE);
    private static final Duration NEGATIVE = Duration.ofSeconds(Long.MIN_VALUE);
    private static final Duration TINY = Duration.ofNanos(999_999);
    private static final String LONG_KEY = "k".repeat(513);
    private static final QuotaPolicy WINDOW = QuotaPolicy.fixedWindow(5, MINUTE);
    private static final QuotaPolicy BUCKET = QuotaPolicy.tokenBucket(5, MINUTE, 3);
    private static final QuotaPolicy RUNNING = QuotaPolicy.concurrency(5, MINUTE);
    private static final RateLimitSubject ADA = RateLimitSubject.user("ada");

    private static final Scheduler TIMERS = new Scheduler();
    private static final EmbeddedStore STORE = new EmbeddedStore(InstantSource.system());
    private static final RateLimiter LIMITER = limiter(STORE.rateLimits());
    private static final RateLimitPolicies POLICIES = new RateLimitPolicies(name -> Optional.empty());
    private static final RateLimits LIMITS = new StoreRateLimits(
            new LimitRules(STORE.limitRules(), "shop", TIMERS, System::nanoTime, new Json(), 64), POLICIES);

    private static RateLimiter limiter(RateLimitStore store) {
        return new StoreRateLimiter(
                store,
                Settings.read(name -> Optional.empty(), problem -> {}).application(),
                InstantSource.system(),
                new RunningCalls(store, TIMERS),
                new WaitingLines(store, TIMERS, System::nanoTime));
    }

    interface Limited {
        @RateLimit(name = "known", value = 5)
        void call();
    }

    @BeforeEach
    void readPolicies() throws NoSuchMethodException {
        assertThat(POLICIES.of(Limited.class, Limited.class.getDeclaredMethod("call")))
                .hasSize(1);
    }

    @AfterEach
    void nothingIsCounted() {
        assertThat(LIMITER.status("key")).isEqualTo(LIMITER.status("another key"));
    }

    static Stream<Arguments> methods() {
        return Stream.of(
                        Map.entry(RateLimiter.class, LIMITER),
                        Map.entry(RateLimits.class, LIMITS),
                        Map.entry(QuotaPolicy.class, WINDOW),
                        Map.entry(RateLimitSubject.class, ADA))
                .flatMap(type -> Arrays.stream(type.getKey().getMethods())
                        .filter(method -> method.getDeclaringClass() == type.getKey())
                        .filter(method -> !method.getName().equals("equals"))
                        .flatMap(method -> IntStream.range(0, method.getParameterCount())
                                .filter(i -> !method.getParameterTypes()[i].isPrimitive())
                                .mapToObj(i -> Arguments.of(
                                        method,
                                        method.getParameters()[i].getName(),
                                        i,
                                        Modifier.isStatic(method.getModifiers()) ? null : type.getValue()))));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("methods")
    void argument_null_isNamed(Method method, String name, int position, Object target) {
        Object[] arguments = Arrays.stream(method.getParameters())
                .map(LimiterArgumentsTest::valid)
                .toArray();
        arguments[position] = null;

        Throwable thrown = catchThrowable(() -> method.invoke(target, arguments));
        assertThat(thrown).isInstanceOf(InvocationTargetException.class);
        assertThat(thrown.getCause())
                .isExactlyInstanceOf(NullPointerException.class)
                .hasMessage(name);
    }

    private static Object valid(Parameter parameter) {
        Class<?> type = parameter.getType();
        if (type == long.class) {
            return 1L;
        } else if (type == Duration.class) {
            return MINUTE;
        } else if (type == Instant.class) {
            return Instant.now().plus(MINUTE);
        } else if (type == QuotaPolicy.class) {
            return WINDOW;
        } else if (type == List.class) {
            return List.of(WINDOW);
        } else if (type == ZoneId.class) {
            return ZoneId.of("UTC");
        } else if (type == RateLimitSubject.class) {
            return ADA;
        }
        assertThat(type).as(parameter.toString()).isEqualTo(String.class);
        return parameter.getName().equals("policy") ? "known" : "text";
    }

    @Test
    void policies_withNull_isNamed() {
        assertThatThrownBy(() -> LIMITER.tryAcquire("key", Collections.singletonList(null)))
                .isExactlyInstanceOf(NullPointerException.class)
                .hasMessage("policy");
    }

    private static Arguments wrong(String told, ThrowingCallable call) {
        return Arguments.of(told, call);
    }

    static Stream<Arguments> policies() {
        return Stream.of(
                wrong("limit is 0" + COUNTS, () -> QuotaPolicy.fixedWindow(0, MINUTE)),
                wrong("limit is " + (1L << 53) + COUNTS, () -> QuotaPolicy.fixedWindow(1L << 53, MINUTE)),
                wrong("window is PT0S" + TIMES, () -> QuotaPolicy.fixedWindow(1, Duration.ZERO)),
                wrong("window is " + TINY + TIMES, () -> QuotaPolicy.fixedWindow(1, TINY)),
                wrong("window is " + HUGE + TIMES, () -> QuotaPolicy.fixedWindow(1, HUGE)),
                wrong("window is " + NEGATIVE + TIMES, () -> QuotaPolicy.fixedWindow(1, NEGATIVE)),
                wrong("window is " + HUGE + TIMES, () -> QuotaPolicy.calendarWindow(1, HUGE, ZoneId.of("UTC"))),
                wrong("window is " + NEGATIVE + TIMES, () -> QuotaPolicy.calendarWindow(1, NEGATIVE, ZoneId.of("UTC"))),
                wrong(
                        "window is PT36H; accepted: at most a day, or whole days",
                        () -> QuotaPolicy.calendarWindow(1, Duration.ofHours(36), ZoneId.of("UTC"))),
                wrong(
                        "window is PT48H0.000000001S; accepted: at most a day, or whole days",
                        () -> QuotaPolicy.calendarWindow(1, Duration.ofDays(2).plusNanos(1), ZoneId.of("UTC"))),
                wrong(
                        "limit is -1" + COUNTS,
                        () -> QuotaPolicy.calendarWindow(-1, Duration.ofDays(1), ZoneId.of("UTC"))),
                wrong("window is " + HUGE + TIMES, () -> QuotaPolicy.slidingWindow(1, HUGE)),
                wrong("window is " + NEGATIVE + TIMES, () -> QuotaPolicy.slidingWindow(1, NEGATIVE)),
                wrong("window is " + TINY + TIMES, () -> QuotaPolicy.slidingWindow(1, TINY)),
                wrong("limit is 0; accepted: 1 to 75059993789", () -> QuotaPolicy.slidingWindow(0, MINUTE)),
                wrong(
                        "limit is 75059993790; accepted: 1 to 75059993789",
                        () -> QuotaPolicy.slidingWindow(75_059_993_790L, MINUTE)),
                wrong("window is " + HUGE + TIMES, () -> QuotaPolicy.tokenBucket(1, HUGE, 1)),
                wrong("window is " + NEGATIVE + TIMES, () -> QuotaPolicy.tokenBucket(1, NEGATIVE, 1)),
                wrong("limit is 0" + COUNTS, () -> QuotaPolicy.tokenBucket(0, MINUTE, 1)),
                wrong("burst is 0; accepted: 1 to 75059993789", () -> QuotaPolicy.tokenBucket(1, MINUTE, 0)),
                wrong(
                        "burst is 9223372036854775807; accepted: 1 to 75059993789",
                        () -> QuotaPolicy.tokenBucket(1, MINUTE, Long.MAX_VALUE)),
                wrong("limit is 0" + COUNTS, () -> QuotaPolicy.concurrency(0, MINUTE)),
                wrong(
                        "expiry is PT0.9S; accepted: PT1S to PT87840H",
                        () -> QuotaPolicy.concurrency(1, Duration.ofMillis(900))),
                wrong("expiry is " + HUGE + "; accepted: PT1S to PT87840H", () -> QuotaPolicy.concurrency(1, HUGE)),
                wrong(
                        "expiry is " + NEGATIVE + "; accepted: PT1S to PT87840H",
                        () -> QuotaPolicy.concurrency(1, NEGATIVE)),
                wrong(
                        "name is \"\"; accepted: 1 to 64 letters, digits, dots, dashes and underscores",
                        () -> WINDOW.named("")),
                wrong(
                        "name is \"a b\"; accepted: 1 to 64 letters, digits, dots, dashes and underscores",
                        () -> WINDOW.named("a b")),
                wrong(
                        "name is \"" + "n".repeat(65)
                                + "\"; accepted: 1 to 64 letters, digits, dots, dashes and underscores",
                        () -> WINDOW.named("n".repeat(65))));
    }

    static Stream<Arguments> calls() {
        return Stream.of(
                wrong("key has 0 characters; accepted: 1 to 512", () -> LIMITER.tryAcquire("", 1, MINUTE)),
                wrong("key has 513 characters; accepted: 1 to 512", () -> LIMITER.tryAcquire(LONG_KEY, WINDOW)),
                wrong("key has 0 characters; accepted: 1 to 512", () -> LIMITER.tryAcquire("", List.of(WINDOW))),
                wrong("key has 0 characters; accepted: 1 to 512", () -> LIMITER.acquire("", WINDOW, MINUTE)),
                wrong("key has 0 characters; accepted: 1 to 512", () -> LIMITER.acquireAsync("", WINDOW, MINUTE)),
                wrong("key has 0 characters; accepted: 1 to 512", () -> LIMITER.status("")),
                wrong("key has 0 characters; accepted: 1 to 512", () -> LIMITER.status("", WINDOW)),
                wrong("key has 0 characters; accepted: 1 to 512", () -> LIMITER.reset("")),
                wrong("key has 513 characters; accepted: 1 to 512", () -> LIMITER.reset(LONG_KEY, WINDOW)),
                wrong("key has 0 characters; accepted: 1 to 512", () -> LIMITER.penalize("", 1, MINUTE)),
                wrong("key has 0 characters; accepted: 1 to 512", () -> LIMITER.refund("", 1)),
                wrong("key has 0 characters; accepted: 1 to 512", () -> LIMITER.block("", WINDOW, MINUTE)),
                wrong("key has 0 characters; accepted: 1 to 512", () -> LIMITER.block("", WINDOW, Instant.now())),
                wrong("window is " + HUGE + TIMES, () -> LIMITER.tryAcquire("key", 1, HUGE)),
                wrong("limit is 0" + COUNTS, () -> LIMITER.tryAcquire("key", 0, MINUTE, 1)),
                wrong("cost is 6; accepted: 1 to 5", () -> LIMITER.tryAcquire("key", 5, MINUTE, 6)),
                wrong("cost is 0; accepted: 1 to 5", () -> LIMITER.tryAcquire("key", WINDOW, 0)),
                wrong("cost is 4; accepted: 1 to 3", () -> LIMITER.tryAcquire("key", BUCKET, 4)),
                wrong(
                        "cost is 9223372036854775807; accepted: 1 to 3",
                        () -> LIMITER.tryAcquire("key", BUCKET, Long.MAX_VALUE)),
                wrong(
                        "policy is CONCURRENCY 5 in PT1M; accepted: another algorithm, because the permit of a call must"
                                + " be closed; use acquire",
                        () -> LIMITER.tryAcquire("key", RUNNING)),
                wrong(
                        "policy is calls: CONCURRENCY 5 in PT1M; accepted: another algorithm, because the permit of a"
                                + " call must be closed; use acquire",
                        () -> LIMITER.tryAcquire("key", List.of(WINDOW, RUNNING.named("calls")))),
                wrong("policies has 0 elements; accepted: 1 to 16", () -> LIMITER.tryAcquire("key", List.of())),
                wrong(
                        "policies has 17 elements; accepted: 1 to 16",
                        () -> LIMITER.tryAcquire(
                                "key",
                                IntStream.range(0, 17)
                                        .mapToObj(i -> WINDOW.named("p" + i))
                                        .toList())),
                wrong(
                        "policies has two policies with the name \"daily\"" + NAMES,
                        () -> LIMITER.tryAcquire("key", List.of(WINDOW.named("daily"), BUCKET.named("daily")))),
                wrong(
                        "policies has two policies with the name \"default\"" + NAMES,
                        () -> LIMITER.tryAcquire("key", List.of(WINDOW, BUCKET))),
                wrong(
                        "cost is 4; accepted: 1 to 3",
                        () -> LIMITER.tryAcquire("key", List.of(WINDOW, BUCKET.named("burst")), 4)),
                wrong(
                        "maxWait is PT-0.001S; accepted: PT0S to PT87840H",
                        () -> LIMITER.acquire("key", WINDOW, Duration.ofMillis(-1))),
                wrong(
                        "maxWait is " + HUGE + "; accepted: PT0S to PT87840H",
                        () -> LIMITER.acquire("key", WINDOW, HUGE)),
                wrong(
                        "maxWait is " + NEGATIVE + "; accepted: PT0S to PT87840H",
                        () -> LIMITER.acquireAsync("key", WINDOW, NEGATIVE)),
                wrong("cost is 6; accepted: 1 to 5", () -> LIMITER.acquire("key", WINDOW, MINUTE, 6)),
                wrong("cost is 0; accepted: 1 to 3", () -> LIMITER.acquireAsync("key", BUCKET, MINUTE, 0)),
                wrong("cost is 2; accepted: 1 to 1", () -> LIMITER.acquire("key", RUNNING, MINUTE, 2)),
                wrong("amount is 0" + COUNTS, () -> LIMITER.penalize("key", 0, MINUTE)),
                wrong("window is " + HUGE + TIMES, () -> LIMITER.penalize("key", 1, HUGE)),
                wrong("amount is 9223372036854775807" + COUNTS, () -> LIMITER.penalize("key", WINDOW, Long.MAX_VALUE)),
                wrong("amount is -9223372036854775808" + COUNTS, () -> LIMITER.refund("key", WINDOW, Long.MIN_VALUE)),
                wrong("amount is 0" + COUNTS, () -> LIMITER.refund("key", 0)),
                wrong("time is " + HUGE + TIMES, () -> LIMITER.block("key", WINDOW, HUGE)),
                wrong("time is " + NEGATIVE + TIMES, () -> LIMITER.block("key", WINDOW, NEGATIVE)),
                wrong("time is PT0S" + TIMES, () -> LIMITER.block("key", RUNNING, Duration.ZERO)),
                wrong(
                        "until is " + Instant.MAX + "; accepted: at most PT87840H from now",
                        () -> LIMITER.block("key", WINDOW, Instant.MAX)),
                wrong("policy is \"unknown\"; accepted: one of known", () -> LIMITS.setLimit("unknown", 1)),
                wrong("lifetime is " + HUGE + TIMES, () -> LIMITS.setLimit("known", ADA, 1, HUGE)),
                wrong("lifetime is " + NEGATIVE + TIMES, () -> LIMITS.allow(ADA, NEGATIVE)),
                wrong("lifetime is PT0S" + TIMES, () -> LIMITS.deny(ADA, Duration.ZERO)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"policies", "calls"})
    void argument_outOfRange_isNamedWithWhatIsAccepted(String told, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(told);
    }

    @ParameterizedTest
    @MethodSource("limits")
    void setLimit_outOfRange_isNamedWithWhatIsAccepted(long limit) {
        assertThatThrownBy(() -> LIMITS.setLimit("known", limit))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("policy known", String.valueOf(limit), "accepted: ", "9007199254740991");
    }

    static Stream<Long> limits() {
        return Stream.of(0L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 53);
    }

    @Test
    void block_untilThePast_hasNoEffect() {
        LIMITER.block("key", WINDOW, Instant.MIN);

        assertThat(LIMITER.status("key").count()).isZero();
    }

    @Test
    void settle_outOfRange_isNamedWithWhatIsAccepted() {
        RateLimitPermit permit = LIMITER.acquire("settled", WINDOW, Duration.ZERO);
        for (long cost : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> permit.settle(cost))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("cost is " + cost + "; accepted: 0 to 9007199254740991");
        }
        permit.settle((1L << 53) - 1);

        assertThat(LIMITER.status("settled").count()).isEqualTo(5);
    }
}
