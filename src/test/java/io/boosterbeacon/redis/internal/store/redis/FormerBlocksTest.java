package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Algorithm.CalendarWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.FixedWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.SlidingWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.TokenBucket;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.lettuce.core.SetArgs;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A rolling deployment: nodes of an older version have blocked subjects by a text in place of the counter. */
class FormerBlocksTest {
    private static final RedisProcess SERVER = RedisProcess.start();
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String SUBJECT = "subject";

    private final Store store = RedisStore.connect(Faults.options(SERVER.url()), Telemetry.NONE);
    private final RateLimitStore limits = store.rateLimits();
    private final Operator operator = new Operator(SERVER.url());

    @BeforeEach
    void flush() {
        operator.redis().flushall();
    }

    @AfterEach
    void close() {
        operator.close();
        store.close();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static Stream<Algorithm> algorithms() {
        return Stream.of(
                new FixedWindow(5, HOUR),
                new CalendarWindow(5, Duration.ofDays(1), ZoneOffset.UTC),
                new SlidingWindow(5, HOUR),
                new TokenBucket(5, HOUR, 5));
    }

    private Decision acquire(Algorithm algorithm) {
        return done(limits.tryAcquire(SUBJECT, List.of(new Request("p", algorithm, 2, OnStoreFailure.CLOSED))))
                .get(0);
    }

    /** Puts a text in place of the counter. */
    private void put(String text, Algorithm algorithm) {
        done(limits.adjust(SUBJECT, "p", algorithm, 1));
        String key = operator.redis().keys("*").get(0);
        operator.redis().set(key, text, SetArgs.Builder.px(60_000));
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void textBlock_ofAnOlderVersion_deniesUntilItEnds(Algorithm algorithm) {
        put("blocked", algorithm);

        for (int i = 0; i < 3; i++) {
            Decision denied = acquire(algorithm);
            assertThat(denied.admitted()).isFalse();
            assertThat(denied.retryAfter()).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60));
            assertThat(done(limits.adjust(SUBJECT, "p", algorithm, -1)).count()).isEqualTo(5);
        }
        assertThat(operator.redis().pttl(operator.redis().keys("*").get(0))).isBetween(50_000L, 60_000L);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void textBlock_ofAnOlderVersion_isProlongedAndReset(Algorithm algorithm) {
        put("blocked", algorithm);
        done(limits.block(SUBJECT, "p", algorithm, Duration.ofSeconds(10)));
        assertThat(acquire(algorithm).retryAfter()).isGreaterThan(Duration.ofSeconds(50));
        put("blocked", algorithm);
        done(limits.block(SUBJECT, "p", algorithm, Duration.ofSeconds(100)));
        assertThat(acquire(algorithm).retryAfter()).isGreaterThan(Duration.ofSeconds(90));

        done(limits.reset(SUBJECT, "p", algorithm));

        assertThat(acquire(algorithm).admitted()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void textBlock_duringACall_letsTheCallSettle(Algorithm algorithm) {
        Decision admitted = acquire(algorithm);
        put("blocked", algorithm);

        done(limits.settle(admitted.receipt(), 4));

        assertThat(acquire(algorithm).admitted()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void anyOtherText_inPlaceOfTheCounter_isAnError(Algorithm algorithm) {
        put("something else", algorithm);

        assertThatThrownBy(() -> acquire(algorithm)).hasMessageContaining("WRONGTYPE");
    }
}
