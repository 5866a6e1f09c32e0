package io.boosterbeacon.redis.internal.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.Algorithm.TokenBucket;
import io.boosterbeacon.redis.internal.store.redis.FireNode.Admission;
import io.boosterbeacon.redis.internal.store.redis.FireNode.Kind;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Compares what nodes have admitted with the rules of algorithms. A node knows when it has asked, and when it had the
 * answer: a rule is broken if it is, whenever the requests were admitted in between. A server that has been emptied may
 * admit as many as its capacity once more.
 */
final class FireRules {
    private FireRules() {}

    private static long length(Kind kind) {
        return kind.algorithm.length().toMillis();
    }

    /** The first window that a request may belong to: a server keeps a key until the end of the ms in which it expires. */
    private static long firstWindow(Admission request, Kind kind) {
        return (request.before() - 1) / length(kind);
    }

    private static long lastWindow(Admission request, Kind kind) {
        return request.after() / length(kind);
    }

    /** Windows begin with a request, and do not overlap. */
    static void assertFixedWindow(List<Admission> admissions, Kind kind, long micros, int emptied) {
        long mostWindows = micros / 1_000 / length(kind) + 1 + emptied;
        assertThat((long) admissions.size()).isPositive().isLessThanOrEqualTo(mostWindows * kind.algorithm.capacity());
    }

    /** Each request is admitted in one of the windows between its begin and its end. */
    static void assertCalendarWindow(List<Admission> admissions, Kind kind, int emptied) {
        List<Admission> sorted = admissions.stream()
                .sorted(Comparator.comparingLong(Admission::before))
                .toList();
        PriorityQueue<Long> waiting = new PriorityQueue<>();
        long tooMany = 0;
        int next = 0;
        long last = lastWindow(Collections.max(admissions, Comparator.comparingLong(Admission::after)), kind);
        for (long window = firstWindow(sorted.get(0), kind); window <= last; window++) {
            while (next < sorted.size() && firstWindow(sorted.get(next), kind) <= window) {
                waiting.add(lastWindow(sorted.get(next++), kind));
            }
            for (long left = kind.algorithm.capacity(); left > 0 && !waiting.isEmpty(); left--) {
                waiting.remove();
            }
            while (!waiting.isEmpty() && waiting.element() <= window) {
                waiting.remove();
                tooMany++;
            }
        }
        assertThat(tooMany).isLessThanOrEqualTo(emptied * kind.algorithm.capacity());
    }

    /** How many permits were not used, of each whole window in whose second half a request was denied. */
    static List<Long> shortfalls(List<Admission> admissions, List<Admission> denials, Kind kind) {
        Set<Long> full = denials.stream()
                .filter(each -> each.before() % length(kind) > length(kind) / 2
                        && firstWindow(each, kind) == lastWindow(each, kind))
                .map(each -> lastWindow(each, kind))
                .collect(Collectors.toSet());
        TreeMap<Long, Long> atMost = new TreeMap<>();
        for (Admission each : admissions) {
            for (long window = firstWindow(each, kind); window <= lastWindow(each, kind); window++) {
                atMost.merge(window, 1L, Long::sum);
            }
        }
        return atMost.subMap(atMost.firstKey() + 1, atMost.lastKey()).entrySet().stream()
                .filter(window -> full.contains(window.getKey()))
                .map(window -> Math.max(0, kind.algorithm.capacity() - window.getValue()))
                .sorted()
                .toList();
    }

    /** Counts what was surely admitted in the window before, and in this one until then. */
    static void assertSlidingWindow(List<Admission> admissions, Kind kind, int emptied) {
        long length = length(kind);
        TreeMap<Long, Long> byEnd = new TreeMap<>();
        for (Admission each : admissions) {
            if (each.before() / length == each.after() / length) {
                byEnd.merge(each.after(), 1L, Long::sum);
            }
        }
        Map<Long, Long> windows = new HashMap<>();
        byEnd.forEach((time, admitted) -> {
            long window = time / length;
            long current = windows.merge(window, admitted, Long::sum);
            long previous = windows.getOrDefault(window - 1, 0L);
            // a ms later, because the clock of the server is finer
            assertThat(previous * (length - time % length - 1) + current * length)
                    .as("%s in this window and %s in the one before, %s ms after its begin", current, previous, time)
                    .isLessThanOrEqualTo((1 + emptied) * kind.algorithm.capacity() * length);
        });
        assertThat(windows).hasSizeGreaterThanOrEqualTo(2);
    }

    /** In any time, no more is admitted than the burst and what accrues in that time. */
    static void assertTokenBucket(List<Admission> admissions, Kind kind, long micros, int emptied) {
        TokenBucket bucket = (TokenBucket) kind.algorithm;
        long length = length(kind);
        long burst = bucket.burst() * (1 + emptied);
        assertThat(admissions.size() - burst).isLessThanOrEqualTo(micros * bucket.limit() / length / 1_000);

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
                        .isLessThanOrEqualTo(burst + time * bucket.limit() / length);
            }
        }
    }
}
