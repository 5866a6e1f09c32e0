package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.testing.Alone;
import io.boosterbeacon.redis.testing.OnRedis;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A value that is asked for 10,000 times a second expires again and again: nobody waits for its loads. The profile
 * {@code full-size} lets it expire a hundred times.
 */
@Alone
class HotKeyTest extends CacheContract {
    private static final System.Logger LOG = System.getLogger(HotKeyTest.class.getName());
    private static final int EXPIRIES = Integer.getInteger("test.hot.expiries", 3);
    private static final int THREADS = 8;
    private static final long PERIOD = TimeUnit.SECONDS.toNanos(1) * THREADS / 10_000;
    private static final Duration LOAD = Duration.ofMillis(200);

    private final AtomicInteger loadsOfCallers = new AtomicInteger();

    /** The same hot value, with each way to replace it. */
    @ApplicationScoped
    interface Hot {
        @Cached(cacheName = "hot-stale", ttl = 100, staleTtl = 60_000, ttlUnit = ChronoUnit.MILLIS)
        String stale(String id);

        @Cached(cacheName = "hot-refreshed", ttl = 60_000, refreshAfter = 100, ttlUnit = ChronoUnit.MILLIS)
        String refreshed(String id);

        @Cached(
                cacheName = "hot-early",
                ttl = 300,
                staleTtl = 60_000,
                earlyRefresh = 1,
                jitter = 0.5,
                ttlUnit = ChronoUnit.MILLIS)
        String early(String id);

        @Cached(cacheName = "hot-near", ttl = 100, staleTtl = 60_000, localTtl = 100, ttlUnit = ChronoUnit.MILLIS)
        String near(String id);
    }

    @Override
    protected Store store() {
        return OnRedis.STORE;
    }

    /** @param longest in nanoseconds */
    private record Calls(int number, long longest) {}

    private String load() {
        if (loads.getAndIncrement() > 0 && Thread.currentThread().getName().equals("caller")) {
            loadsOfCallers.incrementAndGet();
        }
        LockSupport.parkNanos(LOAD.toNanos());
        return "value";
    }

    private Calls call(CacheRig node, String method, String key) throws Exception {
        int number = 0;
        long longest = 0;
        long next = System.nanoTime();
        while (loads.get() <= EXPIRIES) {
            LockSupport.parkNanos(next - System.nanoTime());
            long begin = System.nanoTime();
            assertThat(node.read(method, this::load, key)).isEqualTo("value");
            long end = System.nanoTime();
            longest = Math.max(longest, end - begin);
            number++;
            next = Math.max(next + PERIOD, end - 10 * PERIOD);
        }
        return new Calls(number, longest);
    }

    /** A busy machine may be late once, but not always. */
    @ParameterizedTest
    @ValueSource(strings = {"stale", "refreshed", "early", "near"})
    void hotKey_thatExpiresAgainAndAgain_isReplacedWithoutAnyCallerThatWaits(String method) {
        AtomicInteger attempts = new AtomicInteger();
        await().atMost(Duration.ofMinutes(5))
                .pollDelay(Duration.ZERO)
                .until(() -> longestCall(method, id + attempts.incrementAndGet()) < LOAD.toNanos());
    }

    private long longestCall(String method, String key) throws Exception {
        CacheRig node = node(Hot.class, CacheRig.SETTINGS);
        loads.set(0);
        node.read(method, this::load, key);

        long begin = System.nanoTime();
        List<Future<Calls>> threads = node.start(THREADS, () -> call(node, method, key));
        List<Calls> all = new ArrayList<>();
        for (Future<Calls> thread : threads) {
            all.add(thread.get(5, TimeUnit.MINUTES));
        }
        double seconds = (System.nanoTime() - begin) / 1e9;

        long longest = all.stream().mapToLong(Calls::longest).max().orElseThrow();
        long number = all.stream().mapToLong(Calls::number).sum();
        LOG.log(
                System.Logger.Level.INFO,
                "{0}: {1} calls, {2} a second, while the value was replaced {3} times, by loads of {4} ms;"
                        + " the longest call took {5} µs",
                method,
                number,
                Math.round(number / seconds),
                loads.get() - 1,
                LOAD.toMillis(),
                TimeUnit.NANOSECONDS.toMicros(longest));
        assertThat(loadsOfCallers).hasValue(0);
        assertThat(loads.get()).isBetween(EXPIRIES + 1, EXPIRIES + 2);
        return longest;
    }
}
