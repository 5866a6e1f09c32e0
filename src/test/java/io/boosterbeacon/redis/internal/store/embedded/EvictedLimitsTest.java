package io.boosterbeacon.redis.internal.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Algorithm.CalendarWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.Concurrency;
import io.boosterbeacon.redis.internal.store.Algorithm.FixedWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.SlidingWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.TokenBucket;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.testing.HandMovedClock;
import io.boosterbeacon.redis.testing.Requests;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done to counts and blocks that were evicted lasts as if there were memory for all. */
class EvictedLimitsTest {
    private static final long MEBIBYTE = 1L << 20;
    /** Room for a hundred evicted counts. */
    private static final long LITTLE = 2_000;

    private static final Duration TEN = Duration.ofSeconds(10);
    private static final Duration HOUR = Duration.ofHours(1);

    private final HandMovedClock clock = new HandMovedClock();

    static Stream<Algorithm> algorithms() {
        return Stream.concat(counting(), Stream.of(new Concurrency(3, TEN)));
    }

    static Stream<Algorithm> counting() {
        return Stream.of(
                new FixedWindow(3, TEN),
                new CalendarWindow(3, TEN, ZoneOffset.UTC),
                new SlidingWindow(3, TEN),
                new TokenBucket(3, TEN, 3));
    }

    private static <T> T done(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static Decision ask(RateLimitStore limits, Algorithm algorithm, long cost) {
        return done(limits.tryAcquire("subject", List.of(new Request("p", algorithm, cost, OnStoreFailure.CLOSED))))
                .get(0);
    }

    /** Evicts all others. */
    private static void flood(RateLimitStore limits, int subjects) {
        for (int i = 0; i < subjects; i++) {
            done(limits.tryAcquire(UUID.randomUUID().toString(), List.of(Requests.of("p", 3, Duration.ofHours(5), 1))));
        }
    }

    private static void assertAdmitsAllAnew(RateLimitStore limits, Algorithm algorithm) {
        for (int i = 1; i <= 3; i++) {
            Decision decision = ask(limits, algorithm, 1);
            assertThat(decision.admitted()).as("%s, %s. request", algorithm, i).isTrue();
            assertThat(decision.count()).isEqualTo(i);
            assertThat(decision.reset()).isLessThanOrEqualTo(TEN.multipliedBy(2));
        }
        Decision denied = ask(limits, algorithm, 1);
        assertThat(denied.admitted()).isFalse();
        assertThat(denied.retryAfter()).isLessThanOrEqualTo(TEN.multipliedBy(2));
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void evictedBlock_thatIsReset_isNoBlockEverAfter(Algorithm algorithm) {
        try (EmbeddedStore store = new EmbeddedStore(clock, MEBIBYTE)) {
            RateLimitStore limits = store.rateLimits();
            done(limits.block("subject", "p", algorithm, HOUR));
            flood(limits, 3_000);
            assertThat(ask(limits, algorithm, 1).admitted()).isFalse();
            flood(limits, 3_000);

            done(limits.reset("subject", "p", algorithm));

            assertAdmitsAllAnew(limits, algorithm);
            clock.move(TEN.multipliedBy(3));
            assertAdmitsAllAnew(limits, algorithm);
            clock.move(TEN.multipliedBy(3));
            flood(limits, 3_000);
            assertAdmitsAllAnew(limits, algorithm);
        }
    }

    /** A denial of a blocked subject is not stored: the block stays evicted while there is room again. */
    @ParameterizedTest
    @MethodSource("algorithms")
    void evictedBlock_whenThereIsRoomAgain_isReset(Algorithm algorithm) {
        try (EmbeddedStore store = new EmbeddedStore(clock, MEBIBYTE)) {
            RateLimitStore limits = store.rateLimits();
            done(limits.block("subject", "p", algorithm, Duration.ofHours(10)));
            flood(limits, 3_000);
            clock.move(Duration.ofHours(6));
            for (int i = 0; i < 50; i++) {
                assertThat(ask(limits, algorithm, 1).admitted()).isFalse();
            }

            done(limits.reset("subject", "p", algorithm));

            assertAdmitsAllAnew(limits, algorithm);
            clock.move(TEN.multipliedBy(3));
            assertAdmitsAllAnew(limits, algorithm);
        }
    }

    /** A count beside a block, the block, both are evicted, and both are back until each ends. */
    @ParameterizedTest
    @MethodSource("counting")
    void evictedBlock_besideALongerCount_endsBeforeIt(Algorithm algorithm) {
        try (EmbeddedStore store = new EmbeddedStore(clock, MEBIBYTE)) {
            RateLimitStore limits = store.rateLimits();
            clock.move(TEN.minusMillis(clock.millis() % TEN.toMillis()));
            ask(limits, algorithm, 3);
            done(limits.block("subject", "p", algorithm, Duration.ofSeconds(2)));
            flood(limits, 3_000);
            assertThat(ask(limits, algorithm, 1).retryAfter())
                    .isBetween(Duration.ofSeconds(2), Duration.ofMillis(2_004));
            clock.move(Duration.ofMillis(2_004));

            assertThat(ask(limits, algorithm, 3).admitted()).isFalse();
            clock.move(TEN.multipliedBy(2));
            assertThat(ask(limits, algorithm, 3).admitted()).isTrue();
        }
    }

    /** The flood has a higher count than the subject: in little memory, that of others counts for it. */
    @ParameterizedTest
    @ValueSource(longs = {LITTLE, MEBIBYTE})
    void evictedCount_refundedToZero_isZero(long bytes) {
        for (Algorithm algorithm :
                List.of(new FixedWindow(3, HOUR), new SlidingWindow(3, HOUR), new TokenBucket(1, HOUR, 3))) {
            try (EmbeddedStore store = new EmbeddedStore(clock, bytes)) {
                RateLimitStore limits = store.rateLimits();
                ask(limits, algorithm, 1);
                flood(limits, 3_000);

                assertThat(done(limits.adjust("subject", "p", algorithm, -3)).count())
                        .isZero();

                assertThat(done(limits.adjust("subject", "p", algorithm, 0)).count())
                        .isZero();
                assertThat(ask(limits, algorithm, 3).count())
                        .as("%s", algorithm)
                        .isEqualTo(3);
                assertThat(ask(limits, algorithm, 1).admitted()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {LITTLE, MEBIBYTE})
    void evictedCount_thatIsReset_isZero(long bytes) {
        for (Algorithm algorithm :
                List.of(new FixedWindow(3, HOUR), new SlidingWindow(3, HOUR), new TokenBucket(1, HOUR, 3))) {
            try (EmbeddedStore store = new EmbeddedStore(clock, bytes)) {
                RateLimitStore limits = store.rateLimits();
                ask(limits, algorithm, 3);
                flood(limits, 3_000);
                assertThat(ask(limits, algorithm, 1).admitted()).isFalse();

                done(limits.reset("subject", "p", algorithm));
                flood(limits, 500);

                assertThat(ask(limits, algorithm, 3).admitted())
                        .as("%s", algorithm)
                        .isTrue();
                assertThat(ask(limits, algorithm, 1).admitted()).isFalse();
            }
        }
    }

    /** A count that was partly refunded ends earlier than what was remembered of it. */
    @Test
    void evictedBucket_partlyRefunded_isFullAfterItsRest() {
        TokenBucket bucket = new TokenBucket(1, HOUR, 10);
        try (EmbeddedStore store = new EmbeddedStore(clock, MEBIBYTE)) {
            RateLimitStore limits = store.rateLimits();
            ask(limits, bucket, 10);
            flood(limits, 3_000);
            done(limits.adjust("subject", "p", bucket, -9));
            clock.move(HOUR.plusMillis(5));

            assertThat(ask(limits, bucket, 10).admitted()).isTrue();
        }
    }

    /** Permits that have ended hold no memory beside a block. */
    @Test
    void blocks_duringCalls_takeBoundedMemory() {
        Concurrency calls = new Concurrency(5, TEN);
        try (EmbeddedStore store = new EmbeddedStore(clock, MEBIBYTE)) {
            RateLimitStore limits = store.rateLimits();
            for (int i = 0; i < 20_000; i++) {
                List<Request> request = List.of(new Request("p", calls, 1, OnStoreFailure.CLOSED));
                Decision admitted = done(limits.tryAcquire("s-" + i, request)).get(0);
                done(limits.block("s-" + i, "p", calls, HOUR));
                done(limits.giveBack(admitted.receipt()));
            }

            assertThat(store.size()).isLessThan(2_000);
        }
    }

    /** Any history in little memory and in much: as long as the evicted counts have room, both are the same. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void randomHistory_ofFixedWindows_isTheSameInLittleMemory(long seed) {
        Random random = new Random(seed);
        try (EmbeddedStore little = new EmbeddedStore(clock, 64 * 1024);
                EmbeddedStore much = new EmbeddedStore(clock)) {
            for (int step = 0; step < 20_000; step++) {
                String subject = "s-" + random.nextInt(300);
                String policyId = random.nextBoolean() ? "p" : "q";
                // ends are remembered in steps of 4 ms: none is so near
                Algorithm window = new FixedWindow(4, Duration.ofMillis(20_500));
                long amount = random.nextInt(4);
                switch (random.nextInt(20)) {
                    case 0 -> both(little, much, limits -> limits.reset(subject, policyId, window));
                    case 1 ->
                        both(
                                little,
                                much,
                                limits -> limits.block(
                                        subject,
                                        policyId,
                                        window,
                                        Duration.ofSeconds(amount * 11).plusMillis(500)));
                    case 2 -> {
                        // the end of a window that counts nothing is not remembered
                        if (count(much, subject, policyId, window, 0) > amount) {
                            assertThat(count(little, subject, policyId, window, -amount))
                                    .as("step %s", step)
                                    .isEqualTo(count(much, subject, policyId, window, -amount));
                        }
                    }
                    case 3 -> clock.move(Duration.ofSeconds(random.nextInt(2)));
                    default -> {
                        List<Request> requests = random.nextInt(4) == 0
                                ? List.of(
                                        new Request("p", window, 1, OnStoreFailure.CLOSED),
                                        new Request("q", window, 1, OnStoreFailure.CLOSED))
                                : List.of(new Request(policyId, window, 1, OnStoreFailure.CLOSED));
                        List<Decision> there = done(little.rateLimits().tryAcquire(subject, requests));
                        List<Decision> here = done(much.rateLimits().tryAcquire(subject, requests));
                        assertThat(there)
                                .as("step %s", step)
                                .extracting(Decision::outcome)
                                .isEqualTo(here.stream().map(Decision::outcome).toList());
                        assertThat(there)
                                .as("step %s", step)
                                .extracting(Decision::count)
                                .isEqualTo(here.stream().map(Decision::count).toList());
                    }
                }
            }
            assertThat(little.size()).isLessThan(much.size());
        }
    }

    /** The receipts of one call in both stores. */
    private record Call(Receipt little, Receipt much) {}

    /** Running calls are evicted as all else, and come back with their permits. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void randomHistory_ofCalls_isTheSameInLittleMemory(long seed) {
        Random random = new Random(seed);
        List<Call> running = new ArrayList<>();
        try (EmbeddedStore little = new EmbeddedStore(clock, 64 * 1024);
                EmbeddedStore much = new EmbeddedStore(clock)) {
            for (int step = 0; step < 20_000; step++) {
                String subject = "s-" + random.nextInt(300);
                String policyId = random.nextBoolean() ? "p" : "q";
                Algorithm calls = new Concurrency(3, Duration.ofMillis(20_500));
                Call call = running.isEmpty() ? null : running.get(random.nextInt(running.size()));
                int operation = random.nextInt(20);
                if (operation == 0) {
                    both(little, much, limits -> limits.reset(subject, policyId, calls));
                } else if (operation == 1) {
                    both(little, much, limits -> limits.block(subject, policyId, calls, Duration.ofMillis(3_500)));
                } else if (operation == 2) {
                    // the ends of blocks are remembered in steps of 4 ms: none is so near
                    clock.move(Duration.ofSeconds(random.nextInt(2)));
                } else if (operation < 9 && call != null) {
                    running.remove(call);
                    done(little.rateLimits().giveBack(call.little()));
                    done(much.rateLimits().giveBack(call.much()));
                } else if (operation < 12 && call != null) {
                    done(little.rateLimits().renew(call.little()));
                    done(much.rateLimits().renew(call.much()));
                } else {
                    List<Request> request = List.of(new Request(policyId, calls, 1, OnStoreFailure.CLOSED));
                    Decision there = done(little.rateLimits().tryAcquire(subject, request))
                            .get(0);
                    Decision here =
                            done(much.rateLimits().tryAcquire(subject, request)).get(0);
                    assertThat(there.outcome()).as("step %s", step).isEqualTo(here.outcome());
                    assertThat(there.count()).as("step %s", step).isEqualTo(here.count());
                    if (there.admitted()) {
                        running.add(new Call(there.receipt(), here.receipt()));
                    }
                }
            }
            assertThat(little.size()).isLessThan(much.size());
        }
    }

    private static long count(EmbeddedStore store, String subject, String policyId, Algorithm algorithm, long amount) {
        return done(store.rateLimits().adjust(subject, policyId, algorithm, amount))
                .count();
    }

    private static void both(
            EmbeddedStore one, EmbeddedStore other, Function<RateLimitStore, CompletionStage<Void>> call) {
        done(call.apply(one.rateLimits()));
        done(call.apply(other.rateLimits()));
    }
}
