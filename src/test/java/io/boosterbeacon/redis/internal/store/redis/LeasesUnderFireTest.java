package io.boosterbeacon.redis.internal.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.boosterbeacon.redis.internal.config.RedisSettings.Shape;
import io.boosterbeacon.redis.internal.store.redis.FireNode.Kind;
import io.boosterbeacon.redis.testing.Alone;
import io.boosterbeacon.redis.testing.RedisCluster;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The same as {@link UnderFireTest} with permits that are taken in advance: several JVMs admit never one too many, and
 * few too few.
 */
@Alone
class LeasesUnderFireTest {
    /** A node takes at most this part of a limit in advance. */
    private static final long LIMIT_SHARE = 50;

    private static Fire standalone(RedisProcess server, Duration skew) {
        return new Fire(server.url(), Shape.STANDALONE, server.url(), true, skew);
    }

    @Test
    void standalone_severalJvms_admitNeverOneTooMany() throws Exception {
        try (RedisProcess server = RedisProcess.start()) {
            assertNearlyAll(standalone(server, Duration.ZERO));
        }
    }

    /** The second node's clock is an hour ahead, and its count of nanoseconds overflows. */
    @Test
    void cluster_severalJvmsWithSkewedClocks_admitNeverOneTooMany() throws Exception {
        try (RedisCluster servers = RedisCluster.start()) {
            assertNearlyAll(new Fire(
                    servers.url(), Shape.CLUSTER, servers.masterOf("any").url(), true, Duration.ofHours(1)));
        }
    }

    @Test
    void server_thatIsFrozenMeanwhile_admitsNeverOneTooMany() throws Exception {
        try (RedisProcess server = RedisProcess.start()) {
            Fire.Result result = standalone(server, Duration.ofHours(-1)).admissions(() -> {
                server.freeze();
                TimeUnit.MILLISECONDS.sleep(200);
                server.thaw();
            });

            assertExact(result, 0);
        }
    }

    /** A lost count begins at zero again; what nodes hold of it is not added to the limit of the new one. */
    @Test
    void server_thatIsEmptiedMeanwhile_admitsTheLimitOnceMore() throws Exception {
        try (RedisProcess server = RedisProcess.start();
                Operator operator = new Operator(server.url())) {
            Fire.Result result = standalone(server, Duration.ZERO)
                    .admissions(() -> operator.redis().flushall());

            assertExact(result, 1);
        }
    }

    private static void assertExact(Fire.Result result, int emptied) {
        assertThat(result.admissions()).containsOnlyKeys(Kind.all(true));
        FireRules.assertFixedWindow(
                result.of(Kind.LEASED_FIXED_WINDOW), Kind.LEASED_FIXED_WINDOW, result.micros(), emptied);
        FireRules.assertCalendarWindow(result.of(Kind.LEASED_CALENDAR_WINDOW), Kind.LEASED_CALENDAR_WINDOW, emptied);
        FireRules.assertSlidingWindow(result.of(Kind.LEASED_SLIDING_WINDOW), Kind.LEASED_SLIDING_WINDOW, emptied);
        FireRules.assertTokenBucket(
                result.of(Kind.LEASED_TOKEN_BUCKET), Kind.LEASED_TOKEN_BUCKET, result.micros(), emptied);
    }

    /** A machine that is too slow to use up a window says nothing about the permits missed in it: it is asked again. */
    private static void assertNearlyAll(Fire fire) throws Exception {
        List<Long> missed = List.of();
        for (int attempt = 0; attempt < 5 && missed.isEmpty(); attempt++) {
            Fire.Result result = fire.admissions();

            assertExact(result, 0);
            missed = missed(result);
        }
        assumeThat(missed).isNotEmpty();
        assertThat(missed)
                .allMatch(permits ->
                        permits <= Fire.JVMS * Kind.LEASED_CALENDAR_WINDOW.algorithm.capacity() / LIMIT_SHARE);
    }

    /** What nodes have not used in each window in which others were denied: at most what they hold. */
    private static List<Long> missed(Fire.Result result) {
        Kind kind = Kind.LEASED_CALENDAR_WINDOW;
        List<Long> missed =
                FireRules.shortfalls(result.of(kind), result.denials().getOrDefault(kind, List.of()), kind);
        System.out.println(Fire.JVMS + " JVMs with " + Fire.THREADS + " threads, " + Fire.TIME
                + " each, permits taken in advance: " + result.counts() + "; missed of "
                + kind.algorithm.capacity() + " in each full window: " + missed);
        return missed;
    }
}
