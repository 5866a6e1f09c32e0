package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import io.boosterbeacon.redis.testing.RedisProcess;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A Redis that stops answering while many threads use it, and goes on later: nobody waits for long, nobody sees a failure. */
class FrozenRedisTest {
    private static final System.Logger LOG = System.getLogger(FrozenRedisTest.class.getName());
    private static final int THREADS = 64;
    private static final Duration CACHE_TIMEOUT = Duration.ofMillis(250);
    private static final Duration LIMIT_TIMEOUT = Duration.ofMillis(100);
    private static final Duration ALLOWANCE = Duration.ofMillis(50);

    @Test
    void calls_whileRedisIsFrozen_followTheirPoliciesInTime() throws Exception {
        try (RedisProcess server = RedisProcess.start();
                Application application = new Application(Map.of("redis.url", server.url()), Prices.class);
                Machine machine = new Machine();
                Load load = new Load(application.bean(Prices.class))) {
            Prices prices = application.bean(Prices.class);
            // what a first call costs is not what is measured here
            load.awaitCalls(15_000);

            long frozen = System.nanoTime();
            machine.forget();
            server.freeze();
            TimeUnit.SECONDS.sleep(5);
            long thawed = System.nanoTime();
            server.thaw();
            await().atMost(Duration.ofSeconds(2))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> answersFromRedis(prices));
            long normal = System.nanoTime();
            TimeUnit.SECONDS.sleep(1);
            Duration noise = machine.longestDelay();
            List<Sample> all = load.stop();

            List<Sample> outage = between(all, frozen, normal);
            List<Sample> later = between(all, frozen + Duration.ofSeconds(1).toNanos(), thawed);
            LOG.log(
                    System.Logger.Level.INFO,
                    "Frozen under {0} threads: longest limited call {1} µs, longest cached call {2} µs; p99 before {3} µs,"
                            + " from one second on {4} µs ({5} calls); normal {6} ms after SIGCONT; the machine''s own delays: up to {7} ms",
                    THREADS,
                    longest(outage, true),
                    longest(outage, false),
                    p99(between(all, 0, frozen)),
                    p99(later),
                    later.size(),
                    Duration.ofNanos(normal - thawed).toMillis(),
                    noise.toMillis());
            assertThat(longest(outage, true))
                    .isLessThan(micros(LIMIT_TIMEOUT.plus(ALLOWANCE).plus(noise)));
            assertThat(longest(outage, false))
                    .isLessThan(micros(CACHE_TIMEOUT.plus(ALLOWANCE).plus(noise)));
            assertThat(later).hasSizeGreaterThan(1_000);
            assertThat(p99(later)).isLessThan(5_000);
        }
    }

    /** A value that was stored is found: the method is not called. */
    private static boolean answersFromRedis(Prices prices) {
        String product = "fresh-" + ThreadLocalRandom.current().nextLong();
        prices.price(product);
        int before = prices.freshLoads();
        prices.price(product);
        return prices.freshLoads() == before;
    }

    private static List<Sample> between(List<Sample> all, long from, long to) {
        return all.stream()
                .filter(sample -> (from == 0 || sample.ended() - from >= 0) && to - sample.began() >= 0)
                .toList();
    }

    private static long micros(Duration duration) {
        return TimeUnit.NANOSECONDS.toMicros(duration.toNanos());
    }

    private static long longest(List<Sample> samples, boolean limited) {
        return samples.stream()
                .filter(sample -> sample.limited() == limited)
                .mapToLong(Sample::micros)
                .max()
                .orElseThrow();
    }

    private static long p99(List<Sample> samples) {
        List<Sample> sorted =
                samples.stream().sorted(Comparator.comparing(Sample::micros)).toList();
        return sorted.get((int) (sorted.size() * 0.99)).micros();
    }

    private record Sample(boolean limited, long began, long ended) {
        long micros() {
            return TimeUnit.NANOSECONDS.toMicros(ended - began);
        }
    }

    /** How much later than asked for the machine lets a thread go on, whatever it does. */
    private static final class Machine implements AutoCloseable {
        private final AtomicLong longest = new AtomicLong();
        private final Thread thread = new Thread(this::sleep, "machine");

        Machine() {
            thread.setDaemon(true);
            thread.start();
        }

        private void sleep() {
            while (!Thread.currentThread().isInterrupted()) {
                long began = System.nanoTime();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                longest.accumulateAndGet(System.nanoTime() - began - TimeUnit.MILLISECONDS.toNanos(1), Math::max);
            }
        }

        void forget() {
            longest.set(0);
        }

        Duration longestDelay() {
            return Duration.ofNanos(longest.get());
        }

        @Override
        public void close() {
            thread.interrupt();
        }
    }

    /** A thread each that calls, thinks a little, and calls again. */
    private static final class Load implements AutoCloseable {
        private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final AtomicInteger calls = new AtomicInteger();
        private final List<Future<List<Sample>>> samples = new ArrayList<>();

        Load(Prices prices) {
            for (int i = 0; i < THREADS; i++) {
                boolean limited = i % 2 == 0;
                String product = "known-" + i;
                samples.add(threads.submit(() -> {
                    List<Sample> own = new ArrayList<>();
                    while (!stopped.get()) {
                        long began = System.nanoTime();
                        if (limited) {
                            prices.limited();
                        } else {
                            assertThat(prices.price(product)).isEqualTo(product.length());
                        }
                        own.add(new Sample(limited, began, System.nanoTime()));
                        calls.incrementAndGet();
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                    }
                    return own;
                }));
            }
        }

        void awaitCalls(int count) {
            await().atMost(Duration.ofSeconds(30)).until(() -> calls.get() >= count);
        }

        /** Ends the load; throws what any call has thrown. */
        List<Sample> stop() throws Exception {
            stopped.set(true);
            List<Sample> all = new ArrayList<>();
            for (Future<List<Sample>> each : samples) {
                all.addAll(each.get(30, TimeUnit.SECONDS));
            }
            return all;
        }

        @Override
        public void close() {
            stopped.set(true);
            threads.shutdownNow();
        }
    }

    @ApplicationScoped
    static class Prices {
        private final AtomicInteger freshLoads = new AtomicInteger();

        @Cached(cacheName = "frozen-prices")
        int price(@CacheKey String product) {
            if (product.startsWith("fresh")) {
                freshLoads.incrementAndGet();
            }
            return product.length();
        }

        @RateLimit(value = 100_000_000, key = RateLimitKey.GLOBAL)
        void limited() {}

        int freshLoads() {
            return freshLoads.get();
        }
    }
}
