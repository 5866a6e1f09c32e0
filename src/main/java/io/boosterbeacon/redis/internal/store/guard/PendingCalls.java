package io.boosterbeacon.redis.internal.store.guard;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one guard that have no answer yet. All have the same time limit, so that their order is that of their
 * deadlines, and only one alarm is set, for the first one. Thread-safe.
 */
final class PendingCalls {
    private final Scheduler timer;
    private final Consumer<PendingCall> missed;
    private final Queue<PendingCall> calls = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean armed = new AtomicBoolean();
    private final AtomicBoolean trimming = new AtomicBoolean();

    /** @param missed ends a call whose deadline has passed; called by the timer and must not block */
    PendingCalls(Scheduler timer, Consumer<PendingCall> missed) {
        this.timer = timer;
        this.missed = missed;
        timer.onClose(this::disarm);
    }

    void add(PendingCall call) {
        calls.add(call);
        armUnlessArmed(call);
    }

    /** Removes ended calls from the beginning of the queue. To be called when a call has ended. */
    void trim() {
        PendingCall first = calls.peek();
        if (first == null || !first.hasEnded() || !trimming.compareAndSet(false, true)) {
            return;
        }
        try {
            while (first != null && first.hasEnded()) {
                calls.poll();
                first = calls.peek();
            }
        } finally {
            trimming.set(false);
        }
    }

    boolean isEmpty() {
        return firstPending() == null;
    }

    void forEach(Consumer<PendingCall> action) {
        calls.forEach(call -> {
            if (!call.hasEnded()) {
                action.accept(call);
            }
        });
        trim();
    }

    private @Nullable PendingCall firstPending() {
        for (PendingCall call : calls) {
            if (!call.hasEnded()) {
                return call;
            }
        }
        return null;
    }

    private void armUnlessArmed(PendingCall first) {
        if (!armed.get() && armed.compareAndSet(false, true)) {
            arm(first);
        }
    }

    private void arm(PendingCall first) {
        try {
            var unused = timer.once(Duration.ofNanos(Math.max(0, first.nanosLeft())), this::alarm);
        } catch (OutOfMemoryError noThread) {
            // without a timer thread the calls end at once: a missed deadline is better than none
            disarm();
        }
    }

    private void alarm() {
        if (timer.isClosed()) {
            disarm();
            return;
        }
        try {
            endMissed();
        } finally {
            armAgain();
        }
    }

    private void endMissed() {
        PendingCall first = firstPending();
        while (first != null && first.nanosLeft() <= 0) {
            missed.accept(first);
            trim();
            first = firstPending();
        }
    }

    private void armAgain() {
        PendingCall next = firstPending();
        if (next != null) {
            arm(next);
            return;
        }
        armed.set(false);
        // a call that was added before the reset has not set an alarm
        PendingCall added = firstPending();
        if (added != null) {
            armUnlessArmed(added);
        }
    }

    /** Ends all calls, because their alarm is gone. Later calls set a new alarm. */
    private void disarm() {
        armed.set(false);
        forEach(missed);
    }
}
