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
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.testing.HandMovedClock;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The faults that other rate limiters are known for, on a clock that is moved: by the scripts of Redis, and embedded. */
class LimitPitfallsTest {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    private static final long MAX_COUNT = (1L << 53) - 1;

    private final HandMovedClock clock = new HandMovedClock();
    private final ScriptedRedis scripted = new ScriptedRedis(clock::millis);
    private final Store redis = RedisStore.connect(Faults.options(scripted.url()), null, Telemetry.NONE, clock);
    private final Store embedded = new EmbeddedStore(clock);

    enum Kind {
        REDIS,
        EMBEDDED
    }

    @AfterEach
    void close() {
        redis.close();
        embedded.close();
        scripted.close();
    }

    private Decision acquire(Kind kind, Algorithm algorithm, long cost) {
        return acquire(kind == Kind.REDIS ? redis : embedded, algorithm, cost);
    }

    private static Decision acquire(Store store, Algorithm algorithm, long cost) {
        Request request = new Request("p", algorithm, cost, OnStoreFailure.CLOSED);
        return done(store.rateLimits().tryAcquire("subject", List.of(request))).get(0);
    }

    private long admitted(Kind kind, Algorithm algorithm, int calls) {
        return LongStream.range(0, calls)
                .filter(i -> acquire(kind, algorithm, 1).admitted())
                .count();
    }

    /** All at the end of one window, and all that come at the beginning of the next. */
    @ParameterizedTest
    @EnumSource
    void boundary_ofTwoWindows_letsNoDoubleBurstThrough(Kind kind) {
        SlidingWindow window = new SlidingWindow(100, TEN_SECONDS);
        long begin = -clock.millis() % TEN_SECONDS.toMillis() + TEN_SECONDS.toMillis();
        clock.move(Duration.ofMillis(begin + 9_900));
        assertThat(admitted(kind, window, 150)).isEqualTo(100);
        clock.move(Duration.ofMillis(200));
        assertThat(admitted(kind, window, 150)).isEqualTo(1);
        clock.move(Duration.ofMillis(4_900));
        assertThat(admitted(kind, window, 150)).isEqualTo(49);
    }

    @ParameterizedTest
    @EnumSource
    void bucket_afterItsBurst_admitsNoMoreThanAccrues(Kind kind) {
        TokenBucket bucket = new TokenBucket(100, TEN_SECONDS, 100);
        clock.move(Duration.ofMillis(9_900));
        assertThat(admitted(kind, bucket, 150)).isEqualTo(100);
        clock.move(Duration.ofMillis(200));
        assertThat(admitted(kind, bucket, 150)).isEqualTo(2);
    }

    /** A limiter that forgets the remainder with each request starves clients that ask often. */
    @ParameterizedTest
    @CsvSource({
        "REDIS, 7, 10000, 5, 13",
        "REDIS, 3, 1000, 3, 1",
        "REDIS, 1, 7, 2, 2",
        "REDIS, 1000, 1001, 2, 1",
        "EMBEDDED, 7, 10000, 5, 13",
        "EMBEDDED, 3, 1000, 3, 1",
        "EMBEDDED, 1, 7, 2, 2",
        "EMBEDDED, 1000, 1001, 2, 1"
    })
    void bucket_askedAllTheTime_admitsAllThatAccrues(Kind kind, long limit, long millis, long burst, long pause) {
        TokenBucket bucket = new TokenBucket(limit, Duration.ofMillis(millis), burst);
        long begin = clock.millis();
        long admitted = 0;
        for (int i = 0; i < 2_000; i++) {
            admitted += acquire(kind, bucket, 1).admitted() ? 1 : 0;
            clock.move(Duration.ofMillis(pause));
        }
        // the last request came before the last pause
        long accrued = (clock.millis() - begin - pause) * limit / millis;
        assertThat(admitted).isEqualTo(burst + accrued);
    }

    /** A state that lives shorter than its refill would be no state at all. */
    @ParameterizedTest
    @CsvSource({
        "REDIS, 100, 1000, 40",
        "REDIS, 1000000, 1000, 3",
        "REDIS, 1, 1, 1",
        "EMBEDDED, 100, 1000, 40",
        "EMBEDDED, 1000000, 1000, 3",
        "EMBEDDED, 1, 1, 1"
    })
    void bucket_thatIsFullAgainSoon_isStillEmptyAtOnce(Kind kind, long limit, long millis, long burst) {
        TokenBucket bucket = new TokenBucket(limit, Duration.ofMillis(millis), burst);
        for (int round = 0; round < 3; round++) {
            assertThat(admitted(kind, bucket, (int) burst + 10)).isEqualTo(burst);
            clock.move(Duration.ofMillis(millis));
        }
        assertThat(scripted.immortalKeys()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void window_ofAMillisecond_countsInThatMillisecond(Kind kind) {
        for (Algorithm algorithm : List.of(
                new FixedWindow(2, Duration.ofMillis(1)),
                new CalendarWindow(2, Duration.ofMillis(1), ZoneOffset.UTC),
                new SlidingWindow(2, Duration.ofMillis(1)))) {
            assertThat(admitted(kind, algorithm, 5)).as("%s", algorithm).isEqualTo(2);
            clock.move(Duration.ofMillis(2));
            assertThat(admitted(kind, algorithm, 5)).as("%s", algorithm).isEqualTo(2);
            clock.move(Duration.ofMillis(2));
        }
        assertThat(scripted.immortalKeys()).isEmpty();
    }

    static Stream<Arguments> largest() {
        Duration century = Duration.ofDays(3_660);
        return Stream.of(Kind.values()).flatMap(kind -> Stream.of(
                        new FixedWindow(MAX_COUNT, century),
                        new CalendarWindow(MAX_COUNT, Duration.ofDays(1), ZoneOffset.UTC),
                        new SlidingWindow(Algorithm.MAX_EXACT / 60_000, Duration.ofMinutes(1)),
                        new SlidingWindow(Algorithm.MAX_EXACT / century.toMillis(), century),
                        new TokenBucket(1, century, Algorithm.MAX_EXACT / century.toMillis()),
                        new TokenBucket(MAX_COUNT, Duration.ofMillis(1), Algorithm.MAX_EXACT))
                .map(algorithm -> Arguments.of(kind, algorithm)));
    }

    /** The last permit of the largest limits is exact, too. */
    @ParameterizedTest
    @MethodSource("largest")
    void count_ofTheLargestLimits_isExact(Kind kind, Algorithm algorithm) {
        long capacity = algorithm.capacity();
        assertThat(acquire(kind, algorithm, capacity - 2).admitted()).isTrue();
        Decision last = acquire(kind, algorithm, 1);
        assertThat(last.admitted()).isTrue();
        assertThat(last.count()).isEqualTo(capacity - 1);
        assertThat(last.remaining()).isEqualTo(1);
        assertThat(acquire(kind, algorithm, 2).admitted()).isFalse();
        assertThat(acquire(kind, algorithm, 1).remaining()).isZero();
        Decision denied = acquire(kind, algorithm, 1);
        assertThat(denied.admitted()).isFalse();
        assertThat(denied.count()).isEqualTo(capacity);
    }

    static Stream<Arguments> counting() {
        return Stream.of(Kind.values()).flatMap(kind -> Stream.of(
                        new FixedWindow(10, TEN_SECONDS),
                        new CalendarWindow(10, TEN_SECONDS, ZoneOffset.UTC),
                        new SlidingWindow(10, TEN_SECONDS),
                        new TokenBucket(1, TEN_SECONDS, 10))
                .map(algorithm -> Arguments.of(kind, algorithm)));
    }

    /** Refusals must not deepen a debt. */
    @ParameterizedTest
    @MethodSource("counting")
    void hugeCosts_thatAreDenied_leaveTheRestToOthers(Kind kind, Algorithm algorithm) {
        assertThat(acquire(kind, algorithm, 1).admitted()).isTrue();
        for (int i = 0; i < 100; i++) {
            assertThat(acquire(kind, algorithm, 10).admitted()).isFalse();
        }
        assertThat(acquire(kind, algorithm, 9).admitted()).isTrue();
        assertThat(acquire(kind, algorithm, 1).admitted()).isFalse();
    }

    /** By a faster limit the bucket has been full meanwhile: what is taken afterwards is not of the receipt. */
    @ParameterizedTest
    @EnumSource
    void receipt_ofABucketThatHasBeenFull_givesNothingBack(Kind kind) {
        Duration hour = Duration.ofHours(1);
        TokenBucket fast = new TokenBucket(3_600, hour, 10);
        Store store = kind == Kind.REDIS ? redis : embedded;
        Decision old = acquire(kind, new TokenBucket(1, hour, 10), 5);
        clock.move(Duration.ofSeconds(20));
        done(store.rateLimits().adjust("subject", "p", fast, 5));

        done(store.rateLimits().giveBack(old.receipt()));

        assertThat(done(store.rateLimits().adjust("subject", "p", fast, 0)).count())
                .isEqualTo(5);
    }

    /** A count of 0 is not the end of its window: a receipt may take again what it has given back. */
    @ParameterizedTest
    @MethodSource("counting")
    void receipt_settledAfterItsCountWasZero_stillCounts(Kind kind, Algorithm algorithm) {
        Store store = kind == Kind.REDIS ? redis : embedded;
        clock.move(Duration.ofMillis(TEN_SECONDS.toMillis() - clock.millis() % TEN_SECONDS.toMillis()));
        Decision admitted = acquire(kind, algorithm, 3);
        done(store.rateLimits().giveBack(admitted.receipt()));
        assertThat(done(store.rateLimits().adjust("subject", "p", algorithm, 0)).count())
                .isZero();

        done(store.rateLimits().settle(admitted.receipt(), 7));

        assertThat(done(store.rateLimits().adjust("subject", "p", algorithm, 0)).count())
                .isEqualTo(4);
        assertThat(scripted.immortalKeys()).isEmpty();
    }

    static Stream<Algorithm> lasting() {
        Duration hour = Duration.ofHours(1);
        return Stream.of(
                new FixedWindow(5, hour),
                new CalendarWindow(5, Duration.ofDays(30), ZoneOffset.UTC),
                new SlidingWindow(5, Duration.ofDays(300)),
                new TokenBucket(1, hour, 5),
                new Algorithm.Concurrency(5, hour));
    }

    /** A failover may lose the last counts. Then each limit begins once more, and permits of before change nothing. */
    @ParameterizedTest
    @MethodSource("lasting")
    void counts_thatAServerLoses_beginOnceMore(Algorithm algorithm) {
        try (RedisProcess server = RedisProcess.start();
                Store store = RedisStore.connect(Faults.options(server.url()), Telemetry.NONE);
                Operator operator = new Operator(server.url())) {
            List<Receipt> old = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                old.add(acquire(store, algorithm, 1).receipt());
            }
            assertThat(acquire(store, algorithm, 1).admitted()).isFalse();
            operator.redis().flushall();

            for (int i = 0; i < 5; i++) {
                assertThat(acquire(store, algorithm, 1).admitted()).isTrue();
            }
            for (Receipt receipt : old) {
                done(store.rateLimits().renew(receipt));
                if (algorithm instanceof FixedWindow || algorithm.endsWithCall()) {
                    done(store.rateLimits().giveBack(receipt));
                }
            }
            assertThat(acquire(store, algorithm, 1).admitted()).isFalse();
            assertThat(operator.redis().keys("*"))
                    .isNotEmpty()
                    .allSatisfy(key -> assertThat(operator.redis().pttl(key)).isPositive());
        }
    }
}
