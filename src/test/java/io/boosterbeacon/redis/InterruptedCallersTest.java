package io.boosterbeacon.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.event.StoreDegraded;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import io.boosterbeacon.redis.ratelimit.RateLimitKeyResolver;
import io.boosterbeacon.redis.ratelimit.RateLimiter;
import io.boosterbeacon.redis.revocation.RefreshTokens;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.RedisProcess;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * A thread that is interrupted, while Redis is well: that is the caller's affair, and no reason for a failure policy.
 */
class InterruptedCallersTest {
    private static final int LIMIT = 5;

    private RedisProcess server;
    private Application application;
    private Desk desk;

    @BeforeEach
    void deploy() {
        server = RedisProcess.start();
        application = new Application(Application.on(server.url()), Desk.class);
        desk = application.bean(Desk.class);
        // what is asked for the first time may take its time
        await().until(() -> application.bean(RedisService.class).isReady());
    }

    @AfterEach
    void undeploy() {
        application.close();
        server.close();
    }

    /** Every way in which a caller waits for an answer that decides. */
    @TestFactory
    Stream<DynamicTest> wait_interrupted_isAnErrorOfTheCaller() {
        RedisService redis = application.bean(RedisService.class);
        return Map.<String, ThrowingCallable>of(
                        "a limit of a bean", desk::limited,
                        "a limit of a bean for two subjects", desk::twice,
                        "RedisService.get", () -> redis.get("key"),
                        "RedisService.set", () -> redis.set("key", "value", Duration.ofMinutes(1)),
                        "RedisService.rateLimit", () -> redis.rateLimit("key", Duration.ofMinutes(1), 3),
                        "RedisService.isReady", redis::isReady,
                        "RefreshTokens.rotate",
                                () -> application
                                        .bean(RefreshTokens.class)
                                        .rotate("a".repeat(22) + "." + "b".repeat(43)),
                        "RateLimiter.tryAcquire",
                                () -> application
                                        .bean(RateLimiter.class)
                                        .tryAcquire("subject", 1, Duration.ofMinutes(1)))
                .entrySet()
                .stream()
                .map(way -> DynamicTest.dynamicTest(way.getKey(), () -> {
                    int outages = desk.outages();
                    // an answer that is there already is taken
                    server.freeze();
                    Thread.currentThread().interrupt();
                    Throwable thrown = catchThrowable(way.getValue());
                    assertThat(Thread.interrupted()).as("interrupt status").isTrue();
                    server.thaw();
                    assertThat(thrown)
                            .isInstanceOf(RedisException.class)
                            .hasCauseInstanceOf(InterruptedException.class)
                            .hasMessageContaining("interrupted");
                    assertThat(((RedisException) thrown).type()).isEqualTo(RedisErrorType.UNKNOWN_ERROR);
                    assertThat(desk.outages()).isEqualTo(outages);
                }));
    }

    @Test
    void limit_ofInterruptedThreads_admitsNoneBeyondItAndLosesNothing() throws Exception {
        List<Callable<Boolean>> interrupted = Stream.generate(() -> (Callable<Boolean>) () -> {
                    Thread.currentThread().interrupt();
                    return admitted();
                })
                .limit(200)
                .toList();

        // one that is answered before it looks at its interrupt status is admitted by right
        long already = inThreads(interrupted).stream().filter(each -> each).count();

        assertThat(already).isLessThanOrEqualTo(LIMIT);
        AtomicInteger admitted = new AtomicInteger((int) already);
        await().untilAsserted(() -> {
            if (admitted()) {
                admitted.incrementAndGet();
            }
            assertThat(admitted).hasValue(LIMIT);
        });
        assertThat(admitted()).isFalse();
    }

    @Test
    void cachedMethod_ofAnInterruptedThread_isCalledAndNothingIsKept() throws Exception {
        server.freeze();
        Thread.currentThread().interrupt();
        assertThat(desk.load("a")).isEqualTo(1);
        assertThat(Thread.interrupted()).isTrue();
        server.thaw();

        assertThat(desk.load("a"))
                .as("loaded by another caller, who had not to wait")
                .isEqualTo(2);
        assertThat(desk.load("a")).isEqualTo(2);

        server.freeze();
        Thread.currentThread().interrupt();
        assertThat(application.bean(RedisService.class).getOrSet("a", String.class, Duration.ofMinutes(1), () -> "own"))
                .isEqualTo("own");
        assertThat(Thread.interrupted()).isTrue();
        server.thaw();
        assertThat(application.bean(RedisService.class).get("a")).isEmpty();
    }

    /** Who waits for another's load ends with the interrupt, not with the load. */
    @Test
    void cachedMethod_interruptedWhileAnotherLoads_doesNotWaitForIt() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<Integer> leader = threads.submit(() -> desk.slow("a"));
            await().until(() -> desk.loads() == 1);
            AtomicInteger own = new AtomicInteger();
            Thread follower = new Thread(() -> {
                try {
                    own.set(desk.slow("a"));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            follower.start();
            await().until(() ->
                    follower.getState() == Thread.State.WAITING || follower.getState() == Thread.State.TIMED_WAITING);
            follower.interrupt();
            follower.join(Duration.ofSeconds(20).toMillis());

            assertThat(own).as("the follower's own load").hasValue(2);
            assertThat(leader).isNotDone();
            desk.endLoad();
            assertThat(leader.get()).isEqualTo(1);
            assertThat(desk.slow("a")).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    /** "bounded" calls a token good that was so of late: not because somebody has interrupted the caller. */
    @Test
    void check_ofAnInterruptedThread_isNoAnswer() {
        TokenBlacklistService blacklist = application.bean(TokenBlacklistService.class);
        JsonWebToken token = BrokenRedisTest.token();
        assertThat(blacklist.isTokenRevoked(token)).isFalse();
        try (Application other = new Application(Application.on(server.url()))) {
            other.bean(TokenBlacklistService.class).revokeToken(token, "");
        }

        server.freeze();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> blacklist.isTokenRevoked(token)).hasCauseInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        server.thaw();
        assertThat(blacklist.isTokenRevoked(token)).isTrue();
    }

    private boolean admitted() {
        try {
            desk.limited();
            return true;
        } catch (RateLimitExceededException | RedisException e) {
            return false;
        }
    }

    private static <T> List<T> inThreads(List<Callable<T>> tasks) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<T>> running = tasks.stream().map(threads::submit).toList();
            List<T> results = new ArrayList<>();
            for (Future<T> each : running) {
                results.add(each.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    /** A bean of the application's. */
    @ApplicationScoped
    public static class Desk implements RateLimitKeyResolver {
        private final AtomicInteger loads = new AtomicInteger();
        private final AtomicInteger outages = new AtomicInteger();
        private final CountDownLatch end = new CountDownLatch(1);

        void degraded(@Observes StoreDegraded outage) {
            outages.incrementAndGet();
        }

        int outages() {
            return outages.get();
        }

        int loads() {
            return loads.get();
        }

        void endLoad() {
            end.countDown();
        }

        @Override
        public String resolve(Method endpoint) {
            return "somebody";
        }

        @RateLimit(value = LIMIT, window = 3600, key = RateLimitKey.GLOBAL)
        public void limited() {}

        @RateLimit(value = LIMIT, window = 3600, key = RateLimitKey.GLOBAL, name = "all")
        @RateLimit(value = LIMIT, window = 3600, keyResolver = Desk.class, name = "some")
        public void twice() {}

        @Cached(cacheName = "interrupted")
        public int load(String id) {
            return loads.incrementAndGet();
        }

        @Cached(cacheName = "interrupted-slowly")
        public int slow(String id) throws InterruptedException {
            int mine = loads.incrementAndGet();
            if (mine == 1) {
                end.await();
            }
            return mine;
        }
    }
}
