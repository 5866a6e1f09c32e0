package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Checks interleavings of two and three nodes on one server. A schedule of random steps decides when each request
 * reaches the server, when each answer and each report reaches the node, when loads begin and end, how far the clock
 * moves, and which connections, nodes and data are lost. What runs is the code of the library, from the read path down
 * to the near caches and their watches, and the lease protocol of the embedded store; only the connections are a model.
 * The profile {@code full-size} runs ten million schedules.
 */
class CacheModelTest {
    private static final System.Logger LOG = System.getLogger(CacheModelTest.class.getName());
    private static final long SCHEDULES = Long.getLong("test.schedules", 15_000);
    private static final long FIRST = Long.getLong("test.seed", 1);
    private static final int THREADS = 2;
    /** A world is used again, because new nodes cost far more than a schedule. */
    private static final int OF_A_WORLD = 256;

    @Test
    void nodes_inAnyInterleaving_serveNothingOlderThanAnInvalidation() throws Exception {
        AtomicLong next = new AtomicLong(FIRST);
        AtomicLong steps = new AtomicLong();
        AtomicBoolean failed = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<@Nullable String>> running = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < THREADS; i++) {
            running.add(threads.submit(() -> {
                String violation = null;
                while (violation == null && !failed.get()) {
                    long from = next.getAndAdd(OF_A_WORLD);
                    if (from >= FIRST + SCHEDULES) {
                        return null;
                    }
                    violation = run(from, Math.min(from + OF_A_WORLD, FIRST + SCHEDULES), steps);
                }
                failed.set(true);
                return violation;
            }));
        }
        threads.shutdown();
        for (Future<@Nullable String> each : running) {
            String violation = each.get(6, TimeUnit.HOURS);
            assertThat(violation).isNull();
        }
        LOG.log(
                System.Logger.Level.INFO,
                "{0} interleavings of {1} steps in {2} ms",
                SCHEDULES,
                steps.get(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    }

    private static @Nullable String run(long from, long to, AtomicLong steps) {
        ModelWorld world = new ModelWorld();
        for (long seed = from; seed < to; seed++) {
            Schedule schedule = Schedule.run(world, seed, "m" + seed + "-");
            steps.addAndGet(schedule.steps().length);
            if (world.violation() != null) {
                return "seed " + seed + ", after " + (seed - FIRST + 1) + " schedules: " + world.violation() + "\n"
                        + schedule.shrunk().report();
            }
        }
        return null;
    }
}
