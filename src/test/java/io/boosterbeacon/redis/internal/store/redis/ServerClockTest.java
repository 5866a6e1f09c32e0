package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Algorithm.CalendarWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.FixedWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.SlidingWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.TokenBucket;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.testing.HandMovedClock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The clock of a server is set back, and keys are kept for a ms after their expiry. */
class ServerClockTest {
    private static final Duration TEN = Duration.ofSeconds(10);
    private static final SlidingWindow SLIDING = new SlidingWindow(10, TEN);

    private final HandMovedClock clock = new HandMovedClock();
    private final ScriptedRedis scripted = new ScriptedRedis(clock::millis, 1);
    private final Store redis = RedisStore.connect(Faults.options(scripted.url()), null, Telemetry.NONE, clock);

    @AfterEach
    void close() {
        redis.close();
        scripted.close();
    }

    private Decision acquire(Algorithm algorithm, long cost) {
        Request request = new Request("p", algorithm, cost, OnStoreFailure.CLOSED);
        return done(redis.rateLimits().tryAcquire("subject", List.of(request))).get(0);
    }

    private long admitted(Algorithm algorithm, int calls) {
        return LongStream.range(0, calls)
                .filter(i -> acquire(algorithm, 1).admitted())
                .count();
    }

    private void moveIntoWindow(Duration time) {
        clock.move(TEN.minusMillis(clock.millis() % TEN.toMillis()).plus(time));
    }

    /** What is counted in a window that has yet to begin again counts until it ends, whatever is written meanwhile. */
    @ParameterizedTest
    @ValueSource(longs = {1, 3_000, 9_999, 15_000, 19_000, 100_000})
    void clock_setBack_admitsNoMoreThanTheLimitInAnyWindow(long millis) {
        moveIntoWindow(Duration.ofSeconds(1));
        long began = clock.millis() - 1_000;
        assertThat(admitted(SLIDING, 5)).isEqualTo(5);
        clock.move(Duration.ofMillis(-millis));
        done(redis.rateLimits().giveBack(acquire(SLIDING, 1).receipt()));

        long late = 0;
        while (clock.millis() < began + TEN.toMillis() - 300) {
            clock.move(Duration.ofMillis(250));
            late += admitted(SLIDING, 3);
        }

        assertThat(late).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(longs = {3_000, 15_000, 100_000})
    void clock_setBack_neverTellsToComeBackTooEarly(long millis) {
        moveIntoWindow(Duration.ofSeconds(1));
        assertThat(admitted(SLIDING, 20)).isEqualTo(10);
        clock.move(Duration.ofMillis(-millis));
        Decision denied = acquire(SLIDING, 1);
        assertThat(denied.admitted()).isFalse();

        clock.move(denied.retryAfter());

        assertThat(acquire(SLIDING, 1).admitted()).isTrue();
    }

    static Stream<Algorithm> counting() {
        return Stream.of(
                new FixedWindow(4, Duration.ofMillis(50)),
                new FixedWindow(1, Duration.ofMillis(1)),
                new CalendarWindow(4, Duration.ofMillis(50), ZoneOffset.UTC),
                new CalendarWindow(2, Duration.ofMillis(1), ZoneOffset.UTC),
                new SlidingWindow(4, Duration.ofMillis(50)),
                new SlidingWindow(4, Duration.ofMillis(1)),
                new TokenBucket(3, Duration.ofMillis(50), 4),
                new TokenBucket(4, Duration.ofMillis(1), 4));
    }

    /** What began before the end of the window, and goes on after it, is counted in one of the two. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void call_thatASystemClockOvertakes_isCountedInItsWindow(int tick) {
        Algorithm calendar = new CalendarWindow(3, TEN, ZoneOffset.UTC);
        moveIntoWindow(Duration.ZERO);
        assertThat(admitted(calendar, 10)).isEqualTo(3);
        clock.move(TEN.minusMillis(1));
        scripted.setTick(tick);

        assertThat(admitted(calendar, 10)).isZero();

        clock.move(Duration.ofMillis(1));
        assertThat(admitted(calendar, 10)).isEqualTo(3);
        assertThat(scripted.immortalKeys()).isEmpty();
    }

    /** Also in the ms in which a window ends. */
    @ParameterizedTest
    @MethodSource("counting")
    void denial_atAnyTime_tellsWhenTheSameRequestIsAdmitted(Algorithm algorithm) {
        Random random = new Random(algorithm.hashCode());
        int denied = 0;
        for (int i = 0; i < 3_000; i++) {
            long cost = 1L + random.nextInt((int) algorithm.capacity());
            Decision decision = acquire(algorithm, cost);
            if (!decision.admitted()) {
                denied++;
                assertThat(decision.retryAfter()).isPositive();
                clock.move(decision.retryAfter());
                assertThat(acquire(algorithm, cost).admitted()).isTrue();
            }
            clock.move(Duration.ofMillis(random.nextInt(3)));
        }
        assertThat(denied).isPositive();
    }

    @ParameterizedTest
    @MethodSource("counting")
    void window_inTheMillisecondOfItsEnd_hasEnded(Algorithm algorithm) {
        long full = algorithm.capacity();
        assertThat(admitted(algorithm, 10)).isEqualTo(full);
        Decision denied = acquire(algorithm, 1);
        clock.move(denied.reset());

        assertThat(done(redis.rateLimits().adjust("subject", "p", algorithm, 0)).count())
                .isZero();
        assertThat(done(redis.rateLimits().adjust("subject", "p", algorithm, 1)).count())
                .isEqualTo(1);
        clock.move(algorithm.length().multipliedBy(2));
        assertThat(admitted(algorithm, 10)).isEqualTo(full);
        assertThat(scripted.immortalKeys()).isEmpty();
    }
}
