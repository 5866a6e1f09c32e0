package io.boosterbeacon.redis.internal.store.guard;

import io.boosterbeacon.redis.internal.concurrent.Deadlines;
import io.boosterbeacon.redis.internal.telemetry.CircuitState;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A circuit breaker that lets no caller wait for a store which does not answer. It opens when nearly every call of late went
 * unanswered; not at a third of them, which is one dead master of three. While it is open, a probe asks the store in the
 * background, so that no caller waits to find out. Once the probe is answered, one call is let through, and its answer closes
 * the circuit. Thread-safe; while all calls are answered, it writes nothing.
 */
final class Circuit {
    private static final int FAILURES = 18;
    private static final int LAST_CALLS = (1 << 20) - 1;
    private static final Duration BETWEEN_PROBES = Duration.ofMillis(100);
    /** Should the probe ever get lost, a call finds out. */
    private static final Duration WITHOUT_PROBE = Duration.ofSeconds(30);

    private final Supplier<? extends CompletionStage<?>> probe;
    private final Duration limit;
    private final Deadlines timer;
    private final Consumer<CircuitState> changed;
    private final ReentrantLock changes = new ReentrantLock();
    private volatile CircuitState state = CircuitState.CLOSED;
    /** The last 20 calls, one bit each: set if the call went unanswered. */
    private final AtomicInteger outcomes = new AtomicInteger();
    /** Whether the one call of a half-open circuit is made. */
    private final AtomicBoolean tried = new AtomicBoolean(true);

    private final AtomicBoolean probing = new AtomicBoolean();
    private volatile long openedAt;

    /**
     * @param probe a call that fails where the guarded ones would
     * @param limit how long an answer to the probe may take
     * @param changed told of every change; must not wait
     */
    Circuit(
            Supplier<? extends CompletionStage<?>> probe,
            Duration limit,
            Deadlines timer,
            Consumer<CircuitState> changed) {
        this.probe = probe;
        this.limit = limit;
        this.timer = timer;
        this.changed = changed;
    }

    /** Whether a call may be made; if so, its end must be told by {@link #ended}. */
    boolean admits() {
        CircuitState now = state;
        if (now == CircuitState.CLOSED) {
            return true;
        }
        if (now == CircuitState.OPEN && System.nanoTime() - openedAt >= WITHOUT_PROBE.toNanos()) {
            halfOpen();
        }
        return state == CircuitState.HALF_OPEN && tried.compareAndSet(false, true);
    }

    /** A call that was admitted has ended. */
    void ended(boolean answered) {
        switch (state) {
            case CLOSED -> count(answered);
            case HALF_OPEN -> {
                if (answered) {
                    outcomes.set(0);
                    boolean unused = change(CircuitState.HALF_OPEN, CircuitState.CLOSED);
                } else {
                    open(CircuitState.HALF_OPEN);
                }
            }
            case OPEN -> {} // it was admitted before
        }
    }

    /** {@code closed}, {@code open} or {@code half_open}. */
    String state() {
        return state.text();
    }

    private boolean change(CircuitState from, CircuitState to) {
        changes.lock();
        try {
            if (state != from) {
                return false;
            }
            state = to;
            // within the lock: the last change that is told is the last one
            changed.accept(to);
            return true;
        } finally {
            changes.unlock();
        }
    }

    private void count(boolean answered) {
        if (answered && outcomes.get() == 0) {
            return;
        }
        int last = outcomes.updateAndGet(before -> (before << 1 | (answered ? 0 : 1)) & LAST_CALLS);
        if (Integer.bitCount(last) >= FAILURES) {
            open(CircuitState.CLOSED);
        }
    }

    private void open(CircuitState before) {
        openedAt = System.nanoTime();
        if (change(before, CircuitState.OPEN)) {
            probeLater();
        }
    }

    private void halfOpen() {
        if (change(CircuitState.OPEN, CircuitState.HALF_OPEN)) {
            tried.set(false);
        }
    }

    private void probeLater() {
        // a timer that is closed needs no probe: the application ends
        if (!timer.isClosed() && probing.compareAndSet(false, true)) {
            try {
                var unused = timer.once(BETWEEN_PROBES, this::probeNow);
            } catch (OutOfMemoryError noThread) {
                probing.set(false);
            }
        }
    }

    private void probeNow() {
        CompletableFuture<?> unused = timer.within(begin(), limit).whenComplete((answer, failure) -> {
            if (failure == null) {
                halfOpen();
            }
            probing.set(false);
            if (state == CircuitState.OPEN) {
                probeLater();
            }
        });
    }

    private CompletionStage<?> begin() {
        try {
            return probe.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
