package io.boosterbeacon.redis.internal.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Algorithm.CalendarWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.FixedWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.SlidingWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.TokenBucket;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Usage;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several nodes that take permits in advance from one store never admit more than the limit together. */
class LeaseExactnessTest {
    private static final System.Logger LOG = System.getLogger(LeaseExactnessTest.class.getName());
    private static final int NODES = 4;
    private static final long GREATEST_LEASE = 10;
    private static final String SUBJECT = "subject";

    private static Request request(Algorithm algorithm, long cost) {
        return new Request("p", algorithm, cost, OnStoreFailure.CLOSED, true);
    }

    /** Any order of requests, pauses, checks and deaths of nodes, against the windows of the store. */
    @ParameterizedTest
    @CsvSource({"1, 400", "2, 400", "3, 5000", "4, 5000", "5, 50", "6, 150", "7, 1000", "8, 1001"})
    void anyHistory_ofSeveralNodes_admitsNoMoreThanTheLimitInAnyWindow(long seed, long windowMillis) {
        CountedStore store = new CountedStore();
        Random random = new Random(seed);
        Scheduler timers = new Scheduler();
        timers.close();
        long limit = 500;
        FixedWindow window = new FixedWindow(limit, Duration.ofMillis(windowMillis));
        List<PermitLeases> nodes = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            nodes.add(node(store, timers, i));
        }
        Map<Long, Long> admitted = new TreeMap<>();
        for (int i = 0; i < 60_000; i++) {
            if (random.nextInt(20) == 0) {
                store.pass(Duration.ofMillis(random.nextInt(random.nextInt(50) == 0 ? 400 : 4)));
            }
            int which = random.nextInt(NODES);
            if (random.nextInt(2_000) == 0) {
                // killed: its permits are not given back
                nodes.set(which, node(store, timers, which));
            }
            if (random.nextInt(300) == 0) {
                nodes.get(which).check();
            }
            long cost = 1L + random.nextInt(3);
            Decision decision = decide(nodes.get(which), window, cost);
            if (decision.admitted()) {
                Usage usage = store.limits()
                        .adjust(SUBJECT, "p", window, 0)
                        .toCompletableFuture()
                        .join();
                assertThat(usage.count())
                        .as("counted before it is used, step %d", i)
                        .isPositive();
                long end = store.nanos() + usage.reset().toNanos();
                boolean givenBack = random.nextInt(10) == 0;
                assertThat(admitted.merge(end, cost, Long::sum))
                        .as("step %d", i)
                        .isLessThanOrEqualTo(limit);
                if (givenBack) {
                    nodes.get(which).giveBack(decision.receipt());
                    admitted.merge(end, -cost, Long::sum);
                }
            }
        }
        assertThat(admitted).hasSizeGreaterThan(2);
    }

    /** Half of the nodes take permits by demand, the other half whenever they can. */
    private static PermitLeases node(CountedStore store, Scheduler timers, int number) {
        LeaseSize size = number % 2 == 0
                ? LeaseSize.BY_DEMAND
                : (demand, limits, now) -> GREATEST_LEASE - NODES + number % NODES;
        return new PermitLeases(new KnownDenials(store.limits(), store::nanos), timers, store::nanos, size);
    }

    /**
     * Whatever is admitted is admitted again by a store that gets these requests when they are served: never one too many.
     */
    @ParameterizedTest
    @CsvSource({"1, 0, 4", "2, 0, 4", "3, 300, 4", "4, 300, 4", "5, 2000, 4", "6, 2000, 4", "7, 0, 30", "8, 300, 30"})
    void anyHistory_thatIsReplayedWithoutLeases_isAdmitted(long seed, int pause, int many) {
        long limit = 300;
        Duration second = Duration.ofSeconds(1);
        List<Algorithm> algorithms = List.of(
                new SlidingWindow(limit, second),
                new CalendarWindow(limit, second, ZoneOffset.UTC),
                new TokenBucket(limit, second, 400),
                new TokenBucket(limit, second, 50),
                new TokenBucket(30 * limit, second, 400));
        algorithms.forEach(algorithm -> {
            CountedStore store = new CountedStore();
            RateLimitStore replayed = new EmbeddedStore(store::now).rateLimits();
            Random random = new Random(seed);
            Scheduler timers = new Scheduler();
            timers.close();
            List<PermitLeases> nodes = IntStream.range(0, many)
                    .mapToObj(i -> node(store, timers, i))
                    .collect(Collectors.toCollection(ArrayList::new));
            long began = store.nanos();
            long admitted = 0;
            for (int i = 0; i < 30_000; i++) {
                store.pass(Duration.ofMillis(random.nextInt(4) / 3));
                if (pause > 0 && random.nextInt(500) == 0) {
                    store.pass(Duration.ofMillis(random.nextInt(pause)));
                }
                int which = random.nextInt(many);
                if (random.nextInt(2_000) == 0) {
                    nodes.set(which, node(store, timers, which));
                }
                if (random.nextInt(100) == 0) {
                    nodes.get(which).check();
                }
                long cost = 1L + random.nextInt(2);
                if (decide(nodes.get(which), algorithm, cost).admitted()) {
                    admitted += cost;
                    assertThat(decide(replayed, algorithm, cost).admitted())
                            .as("%s, step %d", algorithm, i)
                            .isTrue();
                }
            }
            assertThat(admitted)
                    .isGreaterThan(1_000)
                    .isLessThanOrEqualTo(algorithm.capacity() + 30 * limit * ceilSeconds(store.nanos() - began));
        });
    }

    private static long ceilSeconds(long nanos) {
        return Duration.ofNanos(nanos).toSeconds() + 1;
    }

    private static Decision decide(RateLimitStore limits, Algorithm algorithm, long cost) {
        return limits.tryAcquire(SUBJECT, List.of(request(algorithm, cost)))
                .toCompletableFuture()
                .join()
                .get(0);
    }

    /** Real threads and real time. A request that overlaps the end of a window counts for none of the two. */
    @Test
    void threadsOfSeveralNodes_admitNoMoreThanTheLimitInAnyWindow() throws Exception {
        long limit = 20_000;
        long length = 500;
        int threadsPerNode = 4;
        CalendarWindow window = new CalendarWindow(limit, Duration.ofMillis(length), ZoneOffset.UTC);
        EmbeddedStore store = new EmbeddedStore(InstantSource.system());
        Scheduler timers = new Scheduler();
        ExecutorService threads = Executors.newFixedThreadPool(NODES * threadsPerNode);
        Map<Long, LongAdder> within = new ConcurrentSkipListMap<>();
        Map<Long, LongAdder> atMost = new ConcurrentSkipListMap<>();
        Map<Long, LongAdder> denied = new ConcurrentSkipListMap<>();
        List<PermitLeases> nodes = new ArrayList<>();
        try {
            long until = System.currentTimeMillis() + 4_000;
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < NODES; i++) {
                PermitLeases node = new PermitLeases(
                        new KnownDenials(store.rateLimits(), System::nanoTime), timers, System::nanoTime);
                nodes.add(node);
                for (int thread = 0; thread < threadsPerNode; thread++) {
                    running.add(threads.submit(() -> {
                        List<Request> requests = List.of(request(window, 1));
                        while (System.currentTimeMillis() < until) {
                            long before = System.currentTimeMillis() / length;
                            boolean admitted = node.tryAcquire(SUBJECT, requests)
                                    .toCompletableFuture()
                                    .join()
                                    .get(0)
                                    .admitted();
                            long after = System.currentTimeMillis() / length;
                            if (!admitted) {
                                count(denied, before);
                            } else {
                                count(atMost, before);
                                if (after == before) {
                                    count(within, before);
                                } else {
                                    count(atMost, after);
                                }
                            }
                        }
                    }));
                }
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
            nodes.forEach(PermitLeases::close);
            timers.close();
            store.close();
        }

        within.forEach((number, count) ->
                assertThat(count.sum()).as("admitted in window %d", number).isLessThanOrEqualTo(limit));
        List<Long> whole = new ArrayList<>(denied.keySet());
        assertThat(whole).hasSizeGreaterThan(3);
        for (long number : whole.subList(1, whole.size() - 1)) {
            long shortfall = limit - sum(atMost, number);
            LOG.log(System.Logger.Level.INFO, "{0} of {1} were missed", Math.max(0, shortfall), limit);
            assertThat(shortfall).isLessThanOrEqualTo(NODES * limit / LeaseSize.LIMIT_SHARE);
        }
    }

    private static long sum(Map<Long, LongAdder> windows, long number) {
        LongAdder count = windows.get(number);
        return count == null ? 0 : count.sum();
    }

    private static void count(Map<Long, LongAdder> windows, long number) {
        windows.computeIfAbsent(number, same -> new LongAdder()).increment();
    }
}
