package io.boosterbeacon.redis.internal.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Algorithm.CalendarWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.FixedWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.SlidingWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.TokenBucket;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several nodes that take permits in advance from one store never admit more than the limit together. */
class LeaseExactnessTest {
    private static final System.Logger LOG = System.getLogger(LeaseExactnessTest.class.getName());
    private static final int NODES = 4;
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
            Decision decision = nodes.get(which)
                    .tryAcquire(SUBJECT, List.of(request(window, cost)))
                    .toCompletableFuture()
                    .join()
                    .get(0);
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
        LeaseSize size = number % 2 == 0 ? LeaseSize.BY_DEMAND : (demand, limits, now) -> 7 + number;
        return new PermitLeases(new KnownDenials(store.limits(), store::nanos), timers, store::nanos, size);
    }

    /** Permits are counted before they are used: so a run admits no more than has accrued since its begin. */
    @ParameterizedTest
    @CsvSource({"1", "2", "3", "4"})
    void anyHistory_ofTokenBucketAndSlidingWindow_admitsNoMoreThanSinceItsBegin(long seed) {
        for (Algorithm algorithm : List.of(
                new TokenBucket(200, Duration.ofSeconds(1), 300), new SlidingWindow(200, Duration.ofSeconds(1)))) {
            CountedStore store = new CountedStore();
            Random random = new Random(seed);
            Scheduler timers = new Scheduler();
            timers.close();
            List<PermitLeases> nodes = new ArrayList<>();
            for (int i = 0; i < NODES; i++) {
                nodes.add(node(store, timers, i));
            }
            long began = store.nanos();
            long admitted = 0;
            for (int i = 0; i < 30_000; i++) {
                if (random.nextInt(4) == 0) {
                    store.pass(Duration.ofMillis(random.nextInt(3)));
                }
                long cost = 1L + random.nextInt(2);
                PermitLeases node = nodes.get(random.nextInt(NODES));
                if (random.nextInt(100) == 0) {
                    node.check();
                }
                boolean allowed = node.tryAcquire(SUBJECT, List.of(request(algorithm, cost)))
                        .toCompletableFuture()
                        .join()
                        .get(0)
                        .admitted();
                admitted += allowed ? cost : 0;
                double seconds = (store.nanos() - began) / 1e9;
                assertThat((double) admitted)
                        .as("%s, step %d", algorithm, i)
                        .isLessThanOrEqualTo(algorithm.capacity() + 200 * seconds);
            }
            assertThat(admitted).isGreaterThan(1_000);
        }
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
