package io.boosterbeacon.redis.internal.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Algorithm.FixedWindow;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Usage;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.testing.HandMovedClock;
import io.boosterbeacon.redis.testing.LiveHeap;
import io.boosterbeacon.redis.testing.Requests;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More subjects than there is memory for: none gains a request by it, and few others lose one. */
class LimitMemoryTest {
    private static final System.Logger LOG = System.getLogger(LimitMemoryTest.class.getName());
    private static final long MEBIBYTE = 1L << 20;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int RUNNING = 50_000;
    private static final int FLOOD = Integer.getInteger("test.flood", 300_000);
    private static final boolean FULL = FLOOD > 1_000_000;

    private final HandMovedClock clock = new HandMovedClock();

    private static Request policy(long limit) {
        return Requests.of("p", limit, HOUR, 1);
    }

    private static Decision ask(RateLimitStore limits, String subject, long limit) {
        return limits.tryAcquire(subject, List.of(policy(limit)))
                .toCompletableFuture()
                .join()
                .get(0);
    }

    private static Usage usage(RateLimitStore limits, String subject) {
        return limits.adjust(subject, "p", Requests.ANY, 0)
                .toCompletableFuture()
                .join();
    }

    private static void reach(RateLimitStore limits, String subject, long limit) {
        for (int i = 0; i < limit; i++) {
            assertThat(ask(limits, subject, limit).admitted()).isTrue();
        }
        assertThat(ask(limits, subject, limit).admitted()).isFalse();
    }

    /** @param limit 1: whoever has made one request has none left */
    @ParameterizedTest
    @ValueSource(longs = {1, 5})
    void flood_ofTwoMillionSubjects_takesBoundedMemoryAndChangesNobodysLimit(long limit) {
        assumeTrue(FULL || limit == 1, "takes half a minute");
        try (EmbeddedStore store = new EmbeddedStore(clock)) {
            RateLimitStore limits = store.rateLimits();
            reach(limits, "attacker", limit);
            long before = LiveHeap.bytes();

            for (int i = 0; i < 2_000_000; i++) {
                ask(limits, "flood-" + i, limit);
            }

            long taken = LiveHeap.bytes() - before;
            LOG.log(
                    System.Logger.Level.INFO,
                    "Two million subjects take {0} MiB; {1} are kept as they are",
                    taken / MEBIBYTE,
                    store.size());
            assertThat(taken).isLessThan(96 * MEBIBYTE);
            assertThat(ask(limits, "attacker", limit).admitted()).isFalse();
            assertThat(IntStream.range(0, 10_000)
                            .filter(i -> !ask(limits, "innocent-" + i, limit).admitted())
                            .count())
                    .as("innocent subjects that are denied")
                    .isZero();
            // whoever of the flood comes again goes on from one at least
            assertThat(IntStream.range(0, 10_000)
                            .filter(i -> usage(limits, "flood-" + i).count() < 1)
                            .count())
                    .as("subjects whose count was forgotten")
                    .isZero();
        }
    }

    /** Beyond the room for all, counts are too high rather than too low; how soon is what the README says. */
    @Test
    void flood_ofEverMoreSubjects_beginsToDenyOthersBeyondThreeMillion() {
        assumeTrue(FULL, "takes a minute");
        try (EmbeddedStore store = new EmbeddedStore(clock)) {
            RateLimitStore limits = store.rateLimits();
            flood(limits, 0, 3_000_000);
            assertThat(deniedOf10000(limits, "three-")).isLessThanOrEqualTo(10);
            flood(limits, 3_000_000, 4_000_000);
            assertThat(deniedOf10000(limits, "four-")).isBetween(2_000L, 3_000L);
            flood(limits, 4_000_000, 5_000_000);
            assertThat(deniedOf10000(limits, "five-")).isBetween(8_500L, 9_999L);

            assertThat(IntStream.range(0, 10_000)
                            .filter(i -> ask(limits, "flood-" + i, 1).admitted())
                            .count())
                    .as("subjects that gained a request")
                    .isZero();
            // the flood's windows have ended, and with them what it did to others
            clock.move(HOUR.plusMillis(5));
            assertThat(deniedOf10000(limits, "later-")).isZero();
        }
    }

    /** Whatever is counted for them, and whether they are blocked. Of the calls, only so many run at the same time. */
    @Test
    void flood_ofAllAlgorithms_takesBoundedMemory() {
        List<Algorithm> algorithms = List.of(
                new Algorithm.FixedWindow(5, HOUR),
                new Algorithm.CalendarWindow(5, HOUR, ZoneId.of("Asia/Kolkata")),
                new Algorithm.SlidingWindow(5, HOUR),
                new Algorithm.TokenBucket(5, HOUR, 5),
                new Algorithm.Concurrency(5, HOUR));
        try (EmbeddedStore store = new EmbeddedStore(clock)) {
            RateLimitStore limits = store.rateLimits();
            Queue<Receipt> running = new ArrayDeque<>();
            long before = LiveHeap.bytes();

            for (int i = 0; i < FLOOD; i++) {
                Algorithm algorithm = algorithms.get(i % algorithms.size());
                List<Request> requests = List.of(new Request("p", algorithm, 1, OnStoreFailure.CLOSED));
                String subject = "flood-" + i;
                List<Decision> decisions = limits.tryAcquire(subject, requests)
                        .toCompletableFuture()
                        .join();
                if (i % 3 == 0) {
                    limits.block(subject, "p", algorithm, HOUR)
                            .toCompletableFuture()
                            .join();
                }
                if (i % 7 == 0) {
                    limits.reset(subject, "p", algorithm).toCompletableFuture().join();
                }
                if (algorithm.endsWithCall()) {
                    running.add(decisions.get(0).receipt());
                    if (running.size() > RUNNING) {
                        limits.giveBack(running.remove()).toCompletableFuture().join();
                    }
                }
            }

            long taken = LiveHeap.bytes() - before;
            LOG.log(System.Logger.Level.INFO, "{0} subjects take {1} MiB", FLOOD, taken / MEBIBYTE);
            assertThat(taken).isLessThan(96 * MEBIBYTE);
        }
    }

    private static void flood(RateLimitStore limits, int from, int to) {
        for (int i = from; i < to; i++) {
            ask(limits, "flood-" + i, 1);
        }
    }

    private static long deniedOf10000(RateLimitStore limits, String prefix) {
        return IntStream.range(0, 10_000)
                .filter(i -> usage(limits, prefix + i).count() > 0)
                .count();
    }

    /** Against a plain count of what each was admitted. */
    @Test
    void subjects_ofAnyNumberInLittleMemory_areNeverAdmittedMoreThanTheirLimit() {
        Random random = new Random(7);
        int[] admitted = new int[20_000];
        try (EmbeddedStore store = new EmbeddedStore(clock, MEBIBYTE / 2)) {
            for (int i = 0; i < 400_000; i++) {
                int subject = random.nextInt(admitted.length);
                if (ask(store.rateLimits(), "s-" + subject, 7).admitted()) {
                    admitted[subject]++;
                }
            }
            assertThat(IntStream.of(admitted).max().orElseThrow()).isLessThanOrEqualTo(7);
            assertThat(store.size()).isLessThan(2_000);
        }
    }

    @Test
    void threads_inLittleMemory_areNeverAdmittedMoreThanTheLimitTogether() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (EmbeddedStore store = new EmbeddedStore(clock, 32 * 1024)) {
            List<Future<int[]>> counts = IntStream.range(0, 8)
                    .mapToObj(thread -> threads.submit(() -> {
                        Random random = new Random(thread);
                        int[] admitted = new int[500];
                        for (int i = 0; i < 20_000; i++) {
                            int subject = random.nextInt(admitted.length);
                            admitted[subject] +=
                                    ask(store.rateLimits(), "s-" + subject, 20).admitted() ? 1 : 0;
                        }
                        return admitted;
                    }))
                    .toList();
            int[] all = new int[500];
            for (Future<int[]> each : counts) {
                int[] admitted = each.get();
                for (int i = 0; i < all.length; i++) {
                    all[i] += admitted[i];
                }
            }
            assertThat(IntStream.of(all).max().orElseThrow()).isLessThanOrEqualTo(20);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void droppedWindow_endsWhenItWouldHave() {
        try (EmbeddedStore store = new EmbeddedStore(clock, 64 * 1024)) {
            RateLimitStore limits = store.rateLimits();
            reach(limits, "attacker", 3);
            flood(limits);
            assertThat(ask(limits, "attacker", 3).admitted()).isFalse();

            clock.move(HOUR.plusMillis(5));

            assertThat(usage(limits, "attacker")).isEqualTo(Usage.NONE);
            reach(limits, "attacker", 3);
        }
    }

    @Test
    void oneOfTwoPolicies_comingLater_goesOnFromWhatWasDropped() {
        try (EmbeddedStore store = new EmbeddedStore(clock, 64 * 1024)) {
            RateLimitStore limits = store.rateLimits();
            List<Request> both = List.of(Requests.of("a", 9, HOUR, 4), Requests.of("b", 9, HOUR, 5));
            limits.tryAcquire("subject", both).toCompletableFuture().join();
            flood(limits);

            limits.tryAcquire("subject", List.of(Requests.of("a", 9, HOUR, 4)))
                    .toCompletableFuture()
                    .join();

            assertThat(limits.tryAcquire("subject", List.of(Requests.of("b", 9, HOUR, 5)))
                            .toCompletableFuture()
                            .join()
                            .get(0)
                            .admitted())
                    .isFalse();
        }
    }

    /** Dropped counts are rounded up where they are higher than what there are bits for. */
    @ParameterizedTest
    @ValueSource(longs = {65_535, 65_536, 65_537, 131_071, 131_073, (1L << 53) - 1, Long.MAX_VALUE})
    void enormousCounts_inLittleMemory_areNeverTooLowAndHardlyTooHigh(long enormous) {
        try (EmbeddedStore store = new EmbeddedStore(clock, 64 * 1024)) {
            RateLimitStore limits = store.rateLimits();
            limits.adjust("enormous", "p", Requests.window(1, HOUR), enormous)
                    .toCompletableFuture()
                    .join();
            flood(limits);

            long count = usage(limits, "enormous").count();
            assertThat(count).isGreaterThanOrEqualTo(enormous);
            assertThat(count - enormous).isLessThanOrEqualTo(enormous >> 15);
        }
    }

    /** Bytes of an upload, say: whatever is counted at once, no window may be too precious to be dropped. */
    @Test
    void enormousCosts_ofManySubjects_takeBoundedMemory() {
        try (EmbeddedStore store = new EmbeddedStore(clock, MEBIBYTE)) {
            for (int i = 0; i < 50_000; i++) {
                store.rateLimits()
                        .tryAcquire("s-" + i, List.of(Requests.of("p", 1L << 40, HOUR, 1L << 30)))
                        .toCompletableFuture()
                        .join();
            }

            assertThat(store.size()).isLessThan(1_000);
        }
    }

    /** What is done to a subject that was dropped lasts, also when it is dropped again. */
    @Test
    void droppedSubject_thatIsResetOrRefunded_staysSo() {
        try (EmbeddedStore store = new EmbeddedStore(clock, MEBIBYTE)) {
            RateLimitStore limits = store.rateLimits();
            reach(limits, "reset", 3);
            reach(limits, "refunded", 3);
            flood(limits);
            limits.reset("reset", "p", Requests.ANY).toCompletableFuture().join();
            assertThat(limits.adjust("refunded", "p", Requests.ANY, -2)
                            .toCompletableFuture()
                            .join())
                    .isEqualTo(new Usage(1, usage(limits, "refunded").reset()));
            flood(limits);

            assertThat(usage(limits, "reset").count()).isZero();
            assertThat(usage(limits, "refunded").count()).isEqualTo(1);
            reach(limits, "reset", 3);
            assertThat(ask(limits, "refunded", 3).admitted()).isTrue();
            assertThat(ask(limits, "refunded", 3).admitted()).isTrue();
            assertThat(ask(limits, "refunded", 3).admitted()).isFalse();
        }
    }

    /**
     * A window that was dropped has another name when it comes back: what it owes stays counted, another one owes
     * nothing.
     */
    @Test
    void droppedSubject_thatIsGivenBack_neverGainsByIt() {
        try (EmbeddedStore store = new EmbeddedStore(clock, 64 * 1024)) {
            RateLimitStore limits = store.rateLimits();
            Decision first = ask(limits, "subject", 3);
            ask(limits, "subject", 3);
            flood(limits);
            limits.giveBack(first.receipt()).toCompletableFuture().join();

            assertThat(usage(limits, "subject").count()).isGreaterThanOrEqualTo(1);
            clock.move(HOUR.plusMillis(5));
            reach(limits, "subject", 3);
            limits.giveBack(first.receipt()).toCompletableFuture().join();
            assertThat(ask(limits, "subject", 3).admitted()).isFalse();
        }
    }

    /** A window of a second does not last for an hour because another one that does was dropped. */
    @Test
    void windowsOfManyLengths_inLittleMemory_endEachAtItsTime() {
        try (EmbeddedStore store = new EmbeddedStore(clock, MEBIBYTE)) {
            for (int i = 0; i < 4_000; i++) {
                Duration length = i % 2 == 0 ? HOUR : Duration.ofSeconds(1);
                store.rateLimits()
                        .tryAcquire("s-" + i, List.of(Requests.of("p", 1, length, 1)))
                        .toCompletableFuture()
                        .join();
            }
            clock.move(Duration.ofMillis(1_005));

            assertThat(IntStream.range(0, 4_000)
                            .filter(i -> usage(store.rateLimits(), "s-" + i).count() != (i % 2 == 0 ? 1 : 0))
                            .count())
                    .isZero();
        }
    }

    @Test
    void followedDecision_isWhereCountingGoesOn() {
        try (EmbeddedStore store = new EmbeddedStore(clock)) {
            follow(store, true, 3, 7);
            // an earlier one that arrives later
            follow(store, true, 2, 7);

            assertThat(usage(store.rateLimits(), "subject")).isEqualTo(new Usage(3, Duration.ofMinutes(7)));
            assertThat(ask(store.rateLimits(), "subject", 4).admitted()).isTrue();
            Decision denied = ask(store.rateLimits(), "subject", 4);
            assertThat(denied.admitted()).isFalse();
            assertThat(denied.reset()).isEqualTo(Duration.ofMinutes(7));
        }
    }

    @Test
    void followedDecision_ofALaterWindow_replacesTheEarlierOne() {
        try (EmbeddedStore store = new EmbeddedStore(clock)) {
            follow(store, false, 9, 7);
            follow(store, true, 1, 9);

            assertThat(usage(store.rateLimits(), "subject")).isEqualTo(new Usage(1, Duration.ofMinutes(9)));
        }
    }

    @Test
    void followedDecision_withoutAWindow_isNone() {
        try (EmbeddedStore store = new EmbeddedStore(clock)) {
            follow(store, false, 0, 7);

            assertThat(store.size()).isZero();
        }
    }

    private static void follow(EmbeddedStore store, boolean admitted, long count, int minutes) {
        FixedWindow window = new FixedWindow(9, HOUR);
        store.rateLimits()
                .follow(
                        "subject",
                        new Request("p", window, 1, OnStoreFailure.LOCAL),
                        Decision.counted(
                                window,
                                admitted,
                                count,
                                Duration.ofMinutes(minutes),
                                Duration.ofMinutes(minutes),
                                Receipt.NONE));
    }

    private static void flood(RateLimitStore limits) {
        for (int i = 0; i < 2_000; i++) {
            ask(limits, UUID.randomUUID().toString(), 3);
        }
    }
}
