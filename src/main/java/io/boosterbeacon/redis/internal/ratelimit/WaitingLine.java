package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Callers of this node that wait for permits of one counter, first come, first served: only the first one asks the store.
 * All moments are of a clock like {@link System#nanoTime}. Thread-safe.
 */
final class WaitingLine {
    private static final Duration MIN_PAUSE = Duration.ofMillis(1);

    /** A permit of running calls may be given back at any time: then the first caller asks this often. */
    private static final Duration MAX_PAUSE_FOR_RUNNING_CALLS = Duration.ofMillis(100);

    private final LongSupplier nanos;
    private final Lock lock = new ReentrantLock();
    private final Deque<Waiter> waiters = new ArrayDeque<>();
    private boolean asking;
    private @Nullable Denial last;
    private @Nullable Future<?> alarm;

    WaitingLine(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * One caller.
     *
     * @param deadline when it no longer waits
     */
    record Waiter(long deadline, Request request, CompletableFuture<Decision> answer) {
        private boolean waitsUntil(long moment) {
            return deadline - moment >= 0;
        }
    }

    /**
     * The last denial of the first caller.
     *
     * @param next when it may ask again
     */
    private record Denial(Decision decision, long next) {}

    /** Adds a caller at the end. Returns the decision for a caller that does not wait so long. */
    @Nullable
    Decision add(Waiter waiter) {
        lock.lock();
        try {
            Denial denial = last;
            if (denial != null && !waiters.isEmpty() && !asking && !waiter.waitsUntil(denial.next())) {
                return denial.decision();
            }
            waiters.add(waiter);
            return null;
        } finally {
            lock.unlock();
        }
    }

    boolean isFirst(Waiter waiter) {
        lock.lock();
        try {
            return waiter.equals(waiters.peek());
        } finally {
            lock.unlock();
        }
    }

    /** Removes all callers. */
    List<Waiter> removeAll() {
        lock.lock();
        try {
            List<Waiter> all = List.copyOf(waiters);
            waiters.clear();
            return all;
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return waiters.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** The first caller, whose turn it is to ask the store; null if there is none, or if one is asking already. */
    @Nullable
    Waiter beginAsking() {
        lock.lock();
        try {
            Waiter first = waiters.peek();
            if (first == null || asking) {
                return null;
            }
            asking = true;
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** The store has admitted the first caller, or has failed: the caller leaves the line. */
    void endAsking() {
        lock.lock();
        try {
            asking = false;
            waiters.poll();
        } finally {
            lock.unlock();
        }
    }

    /** The store has denied the first caller. All callers that do not wait so long leave the line, and are returned. */
    List<Waiter> denied(Waiter first, Decision decision) {
        lock.lock();
        try {
            asking = false;
            long now = nanos.getAsLong();
            boolean mayEndSooner = first.request().algorithm().endsWithCall();
            long next = now + pause(first, decision, now, mayEndSooner).toNanos();
            last = new Denial(decision, next);
            List<Waiter> leaving = new ArrayList<>();
            waiters.removeIf(waiter -> {
                boolean leaves = mayEndSooner ? !waiter.waitsUntil(now + 1) : !waiter.waitsUntil(next);
                if (leaves) {
                    leaving.add(waiter);
                }
                return leaves;
            });
            return leaving;
        } finally {
            lock.unlock();
        }
    }

    private static Duration pause(Waiter first, Decision decision, long now, boolean mayEndSooner) {
        Duration pause = decision.retryAfter();
        if (mayEndSooner) {
            pause = shorter(pause, MAX_PAUSE_FOR_RUNNING_CALLS);
            pause = shorter(pause, Duration.ofNanos(Math.max(0, first.deadline() - now)));
        }
        return pause.compareTo(MIN_PAUSE) < 0 ? MIN_PAUSE : pause;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** The time until the first caller may ask again. */
    Duration pause() {
        lock.lock();
        try {
            Denial denial = last;
            return denial == null ? MIN_PAUSE : Duration.ofNanos(Math.max(0, denial.next() - nanos.getAsLong()));
        } finally {
            lock.unlock();
        }
    }

    /** Replaces the alarm that lets the first caller ask again. */
    void setAlarm(Future<?> alarm) {
        lock.lock();
        try {
            if (this.alarm != null) {
                this.alarm.cancel(false);
            }
            this.alarm = alarm;
        } finally {
            lock.unlock();
        }
    }
}
