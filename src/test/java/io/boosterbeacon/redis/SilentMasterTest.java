package io.boosterbeacon.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.testing.Alone;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.RedisCluster;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One master of a cluster that answers nobody holds its own callers for a second at most, and others' not at all. */
@Alone
class SilentMasterTest {
    private static final System.Logger LOG = System.getLogger(SilentMasterTest.class.getName());
    private static final int CALLERS = 8;
    /** A second, and half of one for a busy machine. */
    private static final Duration BOUND = Duration.ofMillis(1_500);

    private static final Duration SLOW = BOUND.dividedBy(3);

    private RedisCluster servers;
    private Application application;
    private RedisService redis;

    /**
     * What one thread has seen.
     *
     * @param longest of all its calls
     * @param slowLater how many were slow of those that began two seconds after the freeze or later
     * @param answered calls after the freeze
     */
    private record Calls(Duration longest, int slowLater, int answered) {}

    @BeforeEach
    void deploy() {
        servers = RedisCluster.start();
        application = new Application(Map.of("redis.url", servers.url()));
        redis = application.bean(RedisService.class);
        await().atMost(Duration.ofSeconds(20)).until(redis::isReady);
    }

    @AfterEach
    void undeploy() {
        application.close();
        servers.close();
    }

    @Test
    void programmaticCalls_toAFrozenMaster_waitASecondAtMostAndOthersGoOn() throws Exception {
        RedisProcess frozen = servers.masterOf("{key0}");
        List<String> its = keys(frozen, true);
        List<String> others = keys(frozen, false);
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(2 * CALLERS);
        try {
            long freezesAt = System.nanoTime() + Duration.ofSeconds(2).toNanos();
            List<Future<Calls>> calls = Stream.concat(its.stream(), others.stream())
                    .map(key -> threads.submit(() -> call(key, freezesAt, over)))
                    .toList();
            TimeUnit.NANOSECONDS.sleep(freezesAt - System.nanoTime());
            frozen.freeze();
            TimeUnit.SECONDS.sleep(7);
            over.set(true);
            List<Calls> seen = new ArrayList<>();
            for (Future<Calls> each : calls) {
                seen.add(each.get(30, TimeUnit.SECONDS));
            }
            LOG.log(System.Logger.Level.INFO, "One frozen master, its callers: " + seen.subList(0, CALLERS));
            LOG.log(System.Logger.Level.INFO, "One frozen master, others': " + seen.subList(CALLERS, 2 * CALLERS));

            assertThat(seen.subList(0, CALLERS)).allSatisfy(each -> {
                assertThat(each.longest()).isLessThan(BOUND);
                // a connection that was opened just before the freeze may be used, and cut, a little later
                assertThat(each.slowLater()).isLessThanOrEqualTo(1);
            });
            assertThat(seen.subList(CALLERS, 2 * CALLERS)).allSatisfy(each -> {
                assertThat(each.longest()).isLessThan(SLOW);
                assertThat(each.answered()).isGreaterThan(100);
            });
            await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> redis.increment(its.get(0), 1) > 0);
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
    }

    private Calls call(String key, long freezesAt, AtomicBoolean over) throws InterruptedException {
        long longest = 0;
        int slowLater = 0;
        int answered = 0;
        while (!over.get()) {
            long began = System.nanoTime();
            try {
                redis.increment(key, 1);
                answered += began > freezesAt ? 1 : 0;
            } catch (RedisException expected) {
                // while its master is frozen
            }
            long took = System.nanoTime() - began;
            longest = Math.max(longest, took);
            boolean later = began - freezesAt >= Duration.ofSeconds(2).toNanos();
            slowLater += later && took >= SLOW.toNanos() ? 1 : 0;
            TimeUnit.MILLISECONDS.sleep(2);
        }
        return new Calls(Duration.ofNanos(longest), slowLater, answered);
    }

    private List<String> keys(RedisProcess master, boolean of) {
        return IntStream.range(0, 1_000)
                .mapToObj(i -> "key" + i)
                .filter(key -> (servers.masterOf("{" + key + "}").port() == master.port()) == of)
                .limit(CALLERS)
                .toList();
    }
}
