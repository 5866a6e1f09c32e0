package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.config.RedisSettings.Shape;
import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.redis.FireNode.Admission;
import io.boosterbeacon.redis.internal.store.redis.FireNode.Kind;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.RedisCluster;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.boosterbeacon.redis.testing.TempFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Several JVMs with many threads ask for permits of one key, by each algorithm. What they have recorded is compared with
 * the algorithm's rule, on the clock of the server. {@code -Dtest.fire.jvms=4 -Dtest.fire.threads=64
 * -Dtest.fire.seconds=20} lengthens the test.
 */
class UnderFireTest {
    private static final int JVMS = Integer.getInteger("test.fire.jvms", 2);
    private static final int THREADS = Integer.getInteger("test.fire.threads", 16);
    private static final Duration TIME =
            Duration.ofMillis((long) (Double.parseDouble(System.getProperty("test.fire.seconds", "1")) * 1_000));

    @Test
    void standalone_severalJvms_admitNeverOneTooMany() throws Exception {
        try (RedisProcess server = RedisProcess.start()) {
            assertExact(server.url(), Shape.STANDALONE, server.url());
        }
    }

    @Test
    void cluster_severalJvms_admitNeverOneTooMany() throws Exception {
        try (RedisCluster servers = RedisCluster.start()) {
            assertExact(servers.url(), Shape.CLUSTER, servers.masterOf("any").url());
        }
    }

    private static void assertExact(String url, Shape shape, String oneServer) throws Exception {
        long micros;
        List<Admission> all;
        try (Operator operator = new Operator(oneServer);
                Store store = RedisStore.connect(Faults.options(url, shape, Duration.ofSeconds(20)), Telemetry.NONE)) {
            long before = micros(operator);
            all = fire(url, shape);
            micros = micros(operator) - before;
            assertThat(done(store.rateLimits().adjust(Kind.CONCURRENCY.name(), "p", Kind.CONCURRENCY.algorithm, 0))
                            .count())
                    .isZero();
        }
        Map<Kind, List<Admission>> byKind = all.stream()
                .collect(Collectors.groupingBy(Admission::kind, () -> new EnumMap<>(Kind.class), Collectors.toList()));
        System.out.println(shape + ", " + JVMS + " JVMs with " + THREADS + " threads, " + TIME + " each: "
                + byKind.entrySet().stream()
                        .map(each ->
                                each.getKey() + " admitted " + each.getValue().size())
                        .collect(Collectors.joining(", ")));
        assertThat(byKind).containsOnlyKeys(Kind.values());
        assertFixedWindow(byKind.getOrDefault(Kind.FIXED_WINDOW, List.of()), micros);
        assertCalendarWindow(byKind.getOrDefault(Kind.CALENDAR_WINDOW, List.of()));
        assertSlidingWindow(byKind.getOrDefault(Kind.SLIDING_WINDOW, List.of()));
        assertTokenBucket(byKind.getOrDefault(Kind.TOKEN_BUCKET, List.of()), micros);
        assertThat(byKind.getOrDefault(Kind.CONCURRENCY, List.of()))
                .extracting(Admission::count)
                .allMatch(running -> running <= Kind.CONCURRENCY.algorithm.capacity());
    }

    /** Starts the nodes, and reads what they have written. */
    private static List<Admission> fire(String url, Shape shape) throws Exception {
        Path folder = TempFolder.create("beacon-fire");
        List<Process> nodes = new ArrayList<>();
        try {
            for (int i = 0; i < JVMS; i++) {
                nodes.add(new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx256m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                FireNode.class.getName(),
                                url,
                                shape.name(),
                                String.valueOf(JVMS),
                                String.valueOf(THREADS),
                                String.valueOf(TIME.toMillis()),
                                folder.resolve("node" + i).toString())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
            }
            List<Admission> all = new ArrayList<>();
            for (int i = 0; i < JVMS; i++) {
                assertThat(nodes.get(i).waitFor(120 + 10 * TIME.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                assertThat(nodes.get(i).exitValue()).isZero();
                Files.readAllLines(folder.resolve("node" + i)).forEach(line -> all.add(Admission.parse(line)));
            }
            return all;
        } finally {
            nodes.forEach(Process::destroyForcibly);
        }
    }

    private static long micros(Operator operator) {
        List<String> time = operator.redis().time();
        return Long.parseLong(time.get(0)) * 1_000_000 + Long.parseLong(time.get(1));
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

    /** In any time, no more is admitted than the burst and what accrues in that time. */
    private static void assertTokenBucket(List<Admission> admissions, long micros) {
        Algorithm.TokenBucket bucket = (Algorithm.TokenBucket) Kind.TOKEN_BUCKET.algorithm;
        long length = bucket.length().toMillis();
        assertThat(admissions.size() - bucket.burst())
                .isPositive()
                .isLessThanOrEqualTo(micros * bucket.limit() / length / 1_000);

        int step = 50;
        long first = admissions.stream().mapToLong(Admission::before).min().orElseThrow();
        int steps =
                (int) ((admissions.stream().mapToLong(Admission::after).max().orElseThrow() - first) / step) + 1;
        long[][] sentAndAnswered = new long[steps][steps];
        admissions.forEach(
                each -> sentAndAnswered[(int) (each.before() - first) / step][(int) (each.after() - first) / step]++);
        long[] answered = new long[steps];
        for (int begin = steps - 1; begin >= 0; begin--) {
            long within = 0;
            for (int end = begin; end < steps; end++) {
                answered[end] += sentAndAnswered[begin][end];
                within += answered[end];
                long time = (end - begin + 1L) * step + 1;
                assertThat(within)
                        .as("admitted within %s ms", time)
                        .isLessThanOrEqualTo(bucket.burst() + time * bucket.limit() / length);
            }
        }
    }
}
