package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.config.RedisSettings.Shape;
import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.redis.FireNode.Admission;
import io.boosterbeacon.redis.internal.store.redis.FireNode.Kind;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.Alone;
import io.boosterbeacon.redis.testing.RedisCluster;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Several JVMs with many threads ask for permits of one key, by each algorithm. What they have recorded is compared with
 * the algorithm's rule, on the clock of the server. {@link Fire} says how to lengthen the test.
 */
@Alone
class UnderFireTest {
    @Test
    void standalone_severalJvms_admitNeverOneTooMany() throws Exception {
        try (RedisProcess server = RedisProcess.start()) {
            assertExact(new Fire(server.url(), Shape.STANDALONE, server.url(), false, Duration.ZERO));
        }
    }

    @Test
    void cluster_severalJvms_admitNeverOneTooMany() throws Exception {
        try (RedisCluster servers = RedisCluster.start()) {
            assertExact(new Fire(
                    servers.url(), Shape.CLUSTER, servers.masterOf("any").url(), false, Duration.ZERO));
        }
    }

    private static void assertExact(Fire fire) throws Exception {
        Fire.Result result = fire.admissions();
        try (Store store =
                RedisStore.connect(Faults.options(fire.url(), fire.shape(), Duration.ofSeconds(20)), Telemetry.NONE)) {
            assertThat(done(store.rateLimits().adjust(Kind.CONCURRENCY.name(), "p", Kind.CONCURRENCY.algorithm, 0))
                            .count())
                    .isZero();
        }
        System.out.println(fire + ": " + result.counts());
        assertThat(result.admissions()).containsOnlyKeys(Kind.all(false));
        assertFixedWindow(result.of(Kind.FIXED_WINDOW), result.micros());
        assertCalendarWindow(result.of(Kind.CALENDAR_WINDOW));
        assertSlidingWindow(result.of(Kind.SLIDING_WINDOW));
        FireRules.assertTokenBucket(result.of(Kind.TOKEN_BUCKET), Kind.TOKEN_BUCKET, result.micros(), 0);
        assertThat(result.of(Kind.CONCURRENCY))
                .extracting(Admission::count)
                .allMatch(running -> running <= Kind.CONCURRENCY.algorithm.capacity());
    }

    /** In each window each count from 1 to the limit can occur once. */
    private static void assertFixedWindow(List<Admission> admissions, long micros) {
        Algorithm algorithm = Kind.FIXED_WINDOW.algorithm;
        long mostWindows = micros / 1_000 / algorithm.length().toMillis() + 1;
        Map<Long, Long> occurrences =
                admissions.stream().collect(Collectors.groupingBy(Admission::count, Collectors.counting()));
        long windows = occurrences.getOrDefault(1L, 0L);
        assertThat(windows).isBetween(2L, mostWindows);
        assertThat(occurrences.keySet()).allMatch(count -> count <= algorithm.capacity());
        assertThat(occurrences.values()).allMatch(times -> times <= windows);
        assertThat((long) admissions.size()).isLessThanOrEqualTo(windows * algorithm.capacity());
    }

    private static void assertCalendarWindow(List<Admission> admissions) {
        Algorithm algorithm = Kind.CALENDAR_WINDOW.algorithm;
        long length = algorithm.length().toMillis();
        Map<Long, List<Long>> windows = admissions.stream()
                .filter(each -> each.after() - each.before() < length / 2)
                // the end of the window, later by the time that the answer took
                .collect(Collectors.groupingBy(
                        each -> (each.after() + each.reset() + 1) / length,
                        Collectors.mapping(Admission::count, Collectors.toList())));
        assertThat(windows).hasSizeGreaterThanOrEqualTo(2);
        assertThat(windows.values())
                .allSatisfy(counts ->
                        assertThat(counts).doesNotHaveDuplicates().allMatch(count -> count <= algorithm.capacity()));
    }

    /** The reset tells how much of the current window had passed on the server when it decided. */
    private static void assertSlidingWindow(List<Admission> admissions) {
        Algorithm algorithm = Kind.SLIDING_WINDOW.algorithm;
        long length = algorithm.length().toMillis();
        // by the time of the server's decision
        TreeMap<Long, Long> byTime = new TreeMap<>();
        for (Admission each : admissions) {
            long into = 2 * length - each.reset();
            assertThat(into).isBetween(0L, length - 1);
            if (each.after() - each.before() < length) {
                byTime.merge(Math.floorDiv(each.after() - into, length) * length + into, 1L, Long::sum);
            }
        }
        Map<Long, Long> windows = new HashMap<>();
        byTime.forEach((time, admitted) -> {
            long window = time / length;
            long current = windows.merge(window, admitted, Long::sum);
            long previous = windows.getOrDefault(window - 1, 0L);
            assertThat(previous * (length - time % length) + current * length)
                    .as(
                            "%s in this window and %s in the one before, %s ms after its begin",
                            current, previous, time % length)
                    .isLessThanOrEqualTo(algorithm.capacity() * length);
        });
        assertThat(windows).hasSizeGreaterThanOrEqualTo(2);
    }
}
