package io.boosterbeacon.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.testing.Alone;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Programmatic calls have five seconds, but wait for a Redis that answers nobody a second at most. */
@Alone
class SilentRedisTest {
    private static final System.Logger LOG = System.getLogger(SilentRedisTest.class.getName());
    private static final int CALLERS = 16;
    /** A second, and half of one for a busy machine. */
    private static final Duration BOUND = Duration.ofMillis(1_500);

    private RedisProcess server;
    private Application application;
    private RedisService redis;

    @BeforeEach
    void deploy() {
        server = RedisProcess.start();
        application = new Application(Map.of("redis.url", server.url()));
        redis = application.bean(RedisService.class);
        await().until(redis::isReady);
    }

    @AfterEach
    void undeploy() {
        application.close();
        server.close();
    }

    @Test
    void programmaticCalls_fromTheFreezeOn_waitASecondAtMost() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<Duration>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                String key = "visits-" + i;
                callers.add(threads.submit(() -> longestCall(key, over)));
            }
            TimeUnit.SECONDS.sleep(1);
            server.freeze();
            TimeUnit.SECONDS.sleep(7);
            server.thaw();
            await().atMost(Duration.ofSeconds(5)).until(redis::isReady);
            over.set(true);
            List<Duration> longest = new ArrayList<>();
            for (Future<Duration> caller : callers) {
                longest.add(caller.get(30, TimeUnit.SECONDS));
            }
            LOG.log(System.Logger.Level.INFO, "Longest call of each caller while Redis was frozen: " + longest);
            assertThat(longest).allSatisfy(each -> assertThat(each).isLessThan(BOUND));
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
    }

    private Duration longestCall(String key, AtomicBoolean over) {
        Duration longest = Duration.ZERO;
        while (!over.get()) {
            long began = System.nanoTime();
            try {
                redis.increment(key, 1);
            } catch (RedisException expected) {
                // while it is frozen
            }
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            longest = took.compareTo(longest) > 0 ? took : longest;
        }
        return longest;
    }

    @Test
    void programmaticCall_onceRedisIsKnownToBeSilent_failsAtOnce() {
        server.freeze();
        assertThat(redis.isReady()).isFalse();

        long began = System.nanoTime();
        assertThat(redis.isReady()).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(500));
        server.thaw();
        await().atMost(Duration.ofSeconds(5)).until(redis::isReady);
    }

    /** A command that blocks holds its own connection only. */
    @Test
    void blockingCommand_ofAUser_keepsItsOwnTime() {
        @SuppressWarnings("unchecked")
        Class<StatefulRedisConnection<String, String>> type =
                (Class<StatefulRedisConnection<String, String>>) (Class<?>) StatefulRedisConnection.class;

        long began = System.nanoTime();
        Object popped = redis.withConnection(type, connection -> {
            connection.setTimeout(Duration.ofSeconds(10));
            return String.valueOf(connection.sync().blpop(2, "nothing-comes"));
        });

        assertThat(popped).isEqualTo("null");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1_900));
        assertThat(redis.isReady()).isTrue();
    }
}
