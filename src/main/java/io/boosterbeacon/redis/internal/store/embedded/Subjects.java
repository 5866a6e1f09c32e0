package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.store.embedded.Counter.Blocked;
import io.boosterbeacon.redis.internal.store.embedded.Counter.Bucket;
import io.boosterbeacon.redis.internal.store.embedded.Counter.Permits;
import io.boosterbeacon.redis.internal.store.embedded.Counter.SlidingWindows;
import io.boosterbeacon.redis.internal.store.embedded.Counter.Window;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All subjects, in bounded memory. A quarter of the memory holds exact counters, the rest holds {@link DroppedWindows}.
 * When the exact part is full, counters are evicted, but their counts are remembered: a flood of subjects does not reset
 * anybody's count. Only when the memory of dropped counts is full too, a new counter may begin with a count above zero,
 * which never exceeds the highest dropped count. Thread-safe.
 */
final class Subjects {
    /** The measured memory of a subject, and of each of its counters. */
    private static final int SUBJECT_BYTES = 320;

    private static final int COUNTER_BYTES = 96;

    /** The count by which a blocked subject is remembered after its eviction. */
    private static final long BLOCKED_COUNT = 1L << 62;

    private final Time time;
    private final LongSupplier ids;
    private final ExpiringMap<String, Subject> subjects;
    private final DroppedWindows dropped;

    /**
     * @param maxBytes the approximate memory of all counts
     * @param ids the ids of windows
     */
    Subjects(Time time, long maxBytes, LongSupplier ids) {
        this.time = time;
        this.ids = ids;
        dropped = new DroppedWindows(maxBytes - maxBytes / 4);
        subjects = new ExpiringMap<>(time, maxBytes / 4, (subject, counters) -> weight(counters), this::drop);
    }

    /** Running calls are never evicted: there are no more of them than the server has calls. */
    private static int weight(Subject subject) {
        for (Counter counter : subject.counters().values()) {
            if (counter instanceof Permits) {
                return 0;
            }
        }
        return SUBJECT_BYTES + COUNTER_BYTES * subject.counters().size();
    }

    private void drop(String subject, Subject evicted) {
        long now = time.now();
        evicted.counters().forEach((policyId, counter) -> {
            if (counter.end() > now) {
                dropped.remember(subject, policyId, new Window(0, mostCounted(counter), counter.end()), now);
            }
        });
    }

    /** The count to remember of an evicted counter: with the end, it stands for the counter. */
    private static long mostCounted(Counter counter) {
        if (counter instanceof Window window) {
            return window.count();
        } else if (counter instanceof SlidingWindows windows) {
            return windows.current() + windows.previous();
        } else if (counter instanceof Bucket bucket) {
            return Ratio.up(bucket.level(), bucket.length());
        }
        return BLOCKED_COUNT;
    }

    /**
     * Changes a subject atomically.
     *
     * @param policies that the operation needs to see
     */
    <T> T change(String subject, Map<String, Counting> policies, Operation<T> operation) {
        while (true) {
            Subject found = subjects.get(subject);
            Change<T> change =
                    found == null ? create(subject, policies, operation) : replace(subject, found, policies, operation);
            if (change != null) {
                return change.answer();
            }
        }
    }

    private <T> @Nullable Change<T> replace(
            String subject, Subject found, Map<String, Counting> policies, Operation<T> operation) {
        Subject before = withDropped(subject, found, policies);
        Change<T> change = operation.from(before, time.now());
        return change.after().equals(before) || subjects.swap(subject, found, orNull(change.after())) ? change : null;
    }

    /**
     * Creates a subject atomically: between a read and a write, another caller's counters could be added and evicted.
     */
    private <T> @Nullable Change<T> create(String subject, Map<String, Counting> policies, Operation<T> operation) {
        AtomicReference<@Nullable Change<T>> made = new AtomicReference<>();
        subjects.createIfAbsent(subject, () -> {
            Subject before = withDropped(subject, Subject.NONE, policies);
            Change<T> change = operation.from(before, time.now());
            made.set(change);
            return change.after().equals(before) ? null : orNull(change.after());
        });
        return made.get();
    }

    /** Adds the counters of these policies that were evicted and have not ended. */
    private Subject withDropped(String subject, Subject found, Map<String, Counting> policies) {
        long now = time.now();
        Subject all = found;
        for (Map.Entry<String, Counting> policy : policies.entrySet()) {
            String policyId = policy.getKey();
            Window window = found.counter(policyId, now) == null ? dropped(subject, policyId, now) : null;
            // a window with such a count denies everything by itself
            if (window != null && window.count() >= BLOCKED_COUNT && !(policy.getValue() instanceof WindowCounting)) {
                all = all.with(policyId, new Blocked(window.end()), now);
            } else if (window != null && !(policy.getValue() instanceof ConcurrencyCounting)) {
                all = all.with(policyId, policy.getValue().recall(window, now), now);
            }
        }
        return all;
    }

    private static @Nullable Subject orNull(Subject after) {
        return after.counters().isEmpty() ? null : after;
    }

    /** The count of an evicted counter that has not ended. It stays remembered. */
    @Nullable
    Window dropped(String subject, String policyId, long now) {
        return dropped.recall(subject, policyId, now, ids.getAsLong());
    }

    void clear() {
        subjects.clear();
        dropped.clear();
    }

    long size() {
        return subjects.size();
    }

    /** Computes a change of a subject. Called again if the subject has been changed concurrently. */
    interface Operation<T> {
        Change<T> from(Subject before, long now);
    }

    /** The answer of an operation, and the subject after it. */
    record Change<T>(T answer, Subject after) {}
}
