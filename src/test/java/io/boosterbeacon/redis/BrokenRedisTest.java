package io.boosterbeacon.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.revocation.Tokens;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import io.boosterbeacon.redis.testing.Alone;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.RedisProcess;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.Test;

/**
 * A Redis that freezes or dies while many threads use it, and goes on later: nobody waits for long, nobody sees a
 * failure.
 */
@Alone
class BrokenRedisTest {
    private static final System.Logger LOG = System.getLogger(BrokenRedisTest.class.getName());
    private static final int THREADS = 64;
    private static final Duration ALLOWANCE = Duration.ofMillis(50);

    /** What applications use Redis for on the way of a request, and the deadline of each. */
    private enum Use {
        LIMITED(100),
        DENIED(100),
        FOUND(250),
        /** The look; then the method itself is called, and nothing more is waited for. */
        MISSED(250),
        CHECKED(250);

        private final Duration deadline;

        Use(long millis) {
            deadline = Duration.ofMillis(millis);
        }
    }

    @Test
    void calls_whileRedisIsFrozen_followTheirPoliciesInTime() throws Exception {
        survive("Frozen", RedisProcess::freeze, RedisProcess::thaw);
    }

    @Test
    void calls_whileRedisIsDead_followTheirPoliciesInTime() throws Exception {
        survive("Killed, and started again empty,", RedisProcess::kill, RedisProcess::restart);
    }

    private static void survive(String what, Consumer<RedisProcess> fault, Consumer<RedisProcess> repair)
            throws Exception {
        try (RedisProcess server = RedisProcess.start();
                Application application = new Application(Map.of("redis.url", server.url()), Prices.class);
                Machine machine = new Machine();
                Load load = new Load(application)) {
            Prices prices = application.bean(Prices.class);
            // what a first call costs is not what is measured here
            load.awaitCalls(15_000);

            machine.forget();
            long broken = System.nanoTime();
            fault.accept(server);
            TimeUnit.SECONDS.sleep(5);
            repair.accept(server);
            long repaired = System.nanoTime();
            await().atMost(Duration.ofSeconds(2))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> answersFromRedis(prices));
            long normal = System.nanoTime();
            TimeUnit.SECONDS.sleep(1);
            Duration noise = machine.longestDelay();
            List<Sample> all = load.stop();

            List<Sample> outage = between(all, broken, normal);
            List<Sample> later = between(all, broken + Duration.ofSeconds(1).toNanos(), repaired);
            LOG.log(
                    System.Logger.Level.INFO,
                    what
                            + " under {0} threads: longest call in µs: {1}; p99 before {2} µs,"
                            + " from one second on {3} µs ({4} calls); normal {5} ms after its repair; the machine''s own delays: up to {6} ms",
                    THREADS,
                    longest(outage),
                    p99(between(all, 0, broken)),
                    p99(later),
                    later.size(),
                    Duration.ofNanos(normal - repaired).toMillis(),
                    noise.toMillis());
            assertThat(longest(outage)).hasSize(Use.values().length).allSatisfy((use, longest) -> assertThat(longest)
                    .isLessThan(micros(use.deadline.plus(ALLOWANCE).plus(noise))));
            assertThat(later).hasSizeGreaterThan(1_000);
            assertThat(p99(later)).isLessThan(5_000);
        }
    }

    @Test
    void token_revokedBeforeRedisLostEverything_isRefusedByTheNodeThatKnew() {
        JsonWebToken token = token();
        JsonWebToken ofUser = token();
        JsonWebToken good = token();
        try (RedisProcess server = RedisProcess.start();
                Application application = new Application(Map.of("redis.url", server.url()), Prices.class)) {
            TokenBlacklistService blacklist = application.bean(TokenBlacklistService.class);
            blacklist.revokeToken(token, "");
            blacklist.revokeAllUserTokens(ofUser.getName(), "");
            assertThat(blacklist.isTokenRevoked(good)).isFalse();

            server.kill();
            assertKnown(blacklist, token, ofUser, good);
            assertThatThrownBy(() -> blacklist.isTokenRevoked(token()))
                    .as("of a token that nobody asked for before")
                    .isInstanceOf(RedisException.class);
            server.restart();
            await().until(() -> application.bean(RedisService.class).isReady());
            assertKnown(blacklist, token, ofUser, good);
        }
    }

    private static void assertKnown(
            TokenBlacklistService blacklist, JsonWebToken token, JsonWebToken ofUser, JsonWebToken good) {
        assertThat(blacklist.isTokenRevoked(token)).isTrue();
        assertThat(blacklist.isTokenRevoked(token.getRawToken())).isTrue();
        assertThat(blacklist.isTokenRevoked(ofUser)).isTrue();
        assertThat(blacklist.isTokenRevoked(good)).isFalse();
    }

    static JsonWebToken token() {
        long issued = Instant.now().getEpochSecond() - 10;
        String user = "user-" + UUID.randomUUID();
        return Tokens.verified(Tokens.sign(Map.of("iss", "https://issuer.test", "upn", user, "iat", issued)));
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

    private static Map<Use, Long> longest(List<Sample> samples) {
        return samples.stream()
                .collect(Collectors.toMap(Sample::use, Sample::micros, Math::max, () -> new EnumMap<>(Use.class)));
    }

    private static long p99(List<Sample> samples) {
        List<Sample> sorted =
                samples.stream().sorted(Comparator.comparing(Sample::micros)).toList();
        return sorted.get((int) (sorted.size() * 0.99)).micros();
    }

    private record Sample(Use use, long began, long ended) {
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

        Load(Application application) {
            Prices prices = application.bean(Prices.class);
            TokenBlacklistService blacklist = application.bean(TokenBlacklistService.class);
            List<Use> uses = List.copyOf(EnumSet.allOf(Use.class));
            for (int i = 0; i < THREADS; i++) {
                Use use = uses.get(i % uses.size());
                String product = "known-" + i;
                JsonWebToken token = token();
                samples.add(threads.submit(() -> {
                    List<Sample> own = new ArrayList<>();
                    while (!stopped.get()) {
                        long began = System.nanoTime();
                        switch (use) {
                            case LIMITED -> prices.limited();
                            case DENIED -> prices.denied();
                            case FOUND -> assertThat(prices.price(product)).isEqualTo(product.length());
                            case MISSED -> prices.price("missed-" + began);
                            case CHECKED ->
                                assertThat(blacklist.isTokenRevoked(token)).isFalse();
                        }
                        own.add(new Sample(use, began, System.nanoTime()));
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

        @Inject
        Instance<Prices> self;

        @Cached(cacheName = "frozen-prices")
        int price(@CacheKey String product) {
            if (product.startsWith("fresh")) {
                freshLoads.incrementAndGet();
            }
            return product.length();
        }

        @RateLimit(value = 100_000_000, key = RateLimitKey.GLOBAL)
        void limited() {}

        /** Denied but for a few; by Redis and by the limiter that stands in for it. */
        void denied() {
            try {
                self.get().scarce();
            } catch (RateLimitExceededException expected) {
                // as it should be
            }
        }

        @RateLimit(value = 3, key = RateLimitKey.GLOBAL)
        void scarce() {}

        int freshLoads() {
            return freshLoads.get();
        }
    }
}
