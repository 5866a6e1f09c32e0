package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.store.embedded.Counter.Blocked;
import io.boosterbeacon.redis.internal.store.embedded.Counter.Bucket;
import io.boosterbeacon.redis.internal.store.embedded.Counter.Permits;
import io.boosterbeacon.redis.internal.store.embedded.Counter.SlidingWindows;
import io.boosterbeacon.redis.internal.store.embedded.Counter.Window;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All subjects, in bounded memory. A quarter of the memory holds exact counters, the rest holds {@link DroppedWindows}.
 * When the exact part is full, counters are evicted, but their counts are remembered: a flood of subjects does not reset
 * anybody's count. Running calls are remembered exactly: there are no more of them than the server has calls. Only when the memory of dropped counts is full too, a new counter may begin with a count above zero,
 * which never exceeds the highest dropped count. Thread-safe.
 */
final class Subjects {
    /** The measured memory of a subject, and of each of its counters. */
    private static final int SUBJECT_BYTES = 320;

    private static final int COUNTER_BYTES = 96;

    /** By this count, and the policy's id with this ending, a block is remembered after its eviction. */
    private static final long BLOCKED_COUNT = 1L << 62;

    private static final String BLOCK = "!blocked";

    private final Time time;
    private final LongSupplier ids;
    private final ExpiringMap<String, Subject> subjects;
    private final DroppedWindows dropped;
    private final ExpiringMap<PolicyOfSubject, RunningCalls> evictedCalls;

    /**
     * @param maxBytes the approximate memory of all counts
     * @param ids the ids of windows
     */
    Subjects(Time time, long maxBytes, LongSupplier ids) {
        this.time = time;
        this.ids = ids;
        dropped = new DroppedWindows(maxBytes - maxBytes / 4);
        subjects = new ExpiringMap<>(time, maxBytes / 4, (subject, counters) -> weight(counters), this::drop);
        evictedCalls = new ExpiringMap<>(time);
    }

    private static int weight(Subject subject) {
        return SUBJECT_BYTES + COUNTER_BYTES * subject.counters().size();
    }

    private void drop(String subject, Subject evicted) {
        long now = time.now();
        evicted.counters().forEach((policyId, counter) -> {
            Counter count = counter;
            if (counter instanceof Blocked blocked) {
                count = blocked.count();
                remember(subject, policyId + BLOCK, BLOCKED_COUNT, blocked.until(), now);
            }
            if (count instanceof Permits calls) {
                RunningCalls unused = evictedCalls.put(new PolicyOfSubject(subject, policyId), new RunningCalls(calls));
            } else if (count != null) {
                remember(subject, policyId, mostCounted(count), count.end(), now);
            }
        });
    }

    private void remember(String subject, String policyId, long count, long end, long now) {
        if (end > now) {
            dropped.remember(subject, policyId, new Window(0, count, end), now);
        }
    }

    /** The count to remember of an evicted counter: with the end, it stands for the counter. */
    private static long mostCounted(Counter counter) {
        if (counter instanceof Window window) {
            return window.count();
        } else if (counter instanceof SlidingWindows windows) {
            SlidingWindows other = windows.other();
            return windows.current() + windows.previous() + (other == null ? 0 : mostCounted(other));
        } else if (counter instanceof Bucket bucket) {
            return Ratio.up(bucket.level(), bucket.length());
        }
        throw new IllegalStateException("remembered exactly: " + counter);
    }

    /**
     * Changes a subject atomically.
     *
     * @param policies that the operation needs to see, or changes
     */
    <T> T change(String subject, Map<String, Counting> policies, Operation<T> operation) {
        return change(subject, policies, false, operation);
    }

    /**
     * The same for an operation of the application. What it ends does not come back even if there is no memory for all that
     * was evicted, as long as there is room for that.
     */
    <T> T changeSurely(String subject, Map<String, Counting> policies, Operation<T> operation) {
        return change(subject, policies, true, operation);
    }

    private <T> T change(String subject, Map<String, Counting> policies, boolean surely, Operation<T> operation) {
        while (true) {
            Subject found = subjects.get(subject);
            long now = time.now();
            if (found == null || (isAnyEvicted() && !hasAll(found, policies.keySet(), now))) {
                return changeLocked(subject, policies, surely, operation);
            }
            Change<T> change = operation.from(found, now);
            if (change.after().equals(found)) {
                return change.answer();
            } else if (isAnyEvicted() && !hasAll(change.after(), policies.keySet(), now)) {
                return changeLocked(subject, policies, surely, operation);
            } else if (subjects.swap(subject, found, orNull(change.after()))) {
                return change.answer();
            }
        }
    }

    private boolean isAnyEvicted() {
        return !dropped.isEmpty() || evictedCalls.size() > 0;
    }

    private static boolean hasAll(Subject subject, Set<String> policies, long now) {
        for (String policyId : policies) {
            if (subject.counter(policyId, now) == null) {
                return false;
            }
        }
        return true;
    }

    /**
     * Changes a subject that is not in memory, or of which a part is not, or of which a part ends. The subject is locked:
     * between a read and a write, another caller's counters could be added and evicted.
     */
    private <T> T changeLocked(String subject, Map<String, Counting> policies, boolean surely, Operation<T> operation) {
        AtomicReference<@Nullable T> answer = new AtomicReference<>();
        subjects.compute(subject, found -> {
            long now = time.now();
            Subject kept = found == null ? Subject.NONE : found;
            Subject before = withDropped(subject, kept, policies, now);
            Change<T> change = operation.from(before, now);
            answer.set(change.answer());
            if (change.after().equals(before)) {
                return found;
            }
            for (String policyId : policies.keySet()) {
                if (kept.counter(policyId, now) == null || countsNothing(change.after(), policyId, now)) {
                    forget(subject, policyId, surely && countsNothing(change.after(), policyId, now), now);
                }
            }
            return orNull(change.after());
        });
        return Objects.requireNonNull(answer.get());
    }

    private static boolean countsNothing(Subject subject, String policyId, long now) {
        Counter counter = subject.counter(policyId, now);
        return counter == null || counter.countsNothing();
    }

    /**
     * Forgets what was evicted of a counter that is in memory again, or that has just been ended: after the end of the
     * counter in memory, it would count again.
     */
    private void forget(String subject, String policyId, boolean surely, long now) {
        dropped.forget(subject, policyId, now, surely ? 0 : Long.MAX_VALUE);
        dropped.forget(subject, policyId + BLOCK, now, surely ? BLOCKED_COUNT - 1 : Long.MAX_VALUE);
        RunningCalls unused = evictedCalls.remove(new PolicyOfSubject(subject, policyId));
    }

    /** Adds the counters of these policies that were evicted and have not ended. */
    private Subject withDropped(String subject, Subject found, Map<String, Counting> policies, long now) {
        Subject all = found;
        for (Map.Entry<String, Counting> policy : policies.entrySet()) {
            String policyId = policy.getKey();
            if (found.counter(policyId, now) == null) {
                Counter counter = recalled(subject, policyId, policy.getValue(), now);
                all = counter == null ? all : all.with(policyId, counter, now);
            }
        }
        return all;
    }

    private @Nullable Counter recalled(String subject, String policyId, Counting counting, long now) {
        Counter count = counting instanceof ConcurrencyCounting
                ? recalledCalls(subject, policyId)
                : recalledCount(subject, policyId, counting, now);
        long blocked = blockedUntil(subject, policyId, now);
        return blocked > now ? Blocked.until(blocked, count, now) : count;
    }

    private @Nullable Counter recalledCalls(String subject, String policyId) {
        RunningCalls calls = evictedCalls.get(new PolicyOfSubject(subject, policyId));
        return calls == null ? null : calls.permits();
    }

    private @Nullable Counter recalledCount(String subject, String policyId, Counting counting, long now) {
        Window window = dropped.recall(subject, policyId, now, ids.getAsLong());
        return window == null ? null : counting.recall(window, now);
    }

    private long blockedUntil(String subject, String policyId, long now) {
        Window block = dropped.recall(subject, policyId + BLOCK, now, 0);
        return block != null && block.count() >= BLOCKED_COUNT ? block.end() : 0;
    }

    private static @Nullable Subject orNull(Subject after) {
        return after.counters().isEmpty() ? null : after;
    }

    void clear() {
        subjects.clear();
        dropped.clear();
        evictedCalls.clear();
    }

    long size() {
        return subjects.size();
    }

    /** Computes a change of a subject. Called again if the subject has been changed concurrently. */
    interface Operation<T> {
        Change<T> from(Subject before, long now);
    }

    private record PolicyOfSubject(String subject, String policyId) {}

    /** The calls that run for a policy of a subject. */
    private record RunningCalls(Permits permits) implements ExpiringMap.Expiring {
        @Override
        public long expiresAt() {
            return permits.end();
        }
    }

    /** The answer of an operation, and the subject after it. */
    record Change<T>(T answer, Subject after) {}
}
