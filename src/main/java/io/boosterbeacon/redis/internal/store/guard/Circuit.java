package io.boosterbeacon.redis.internal.store.guard;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
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
 * A circuit breaker that keeps callers from waiting for a store that does not answer. It opens when 18 of the last 20
 * calls got no answer. A lower threshold would open it when one of three masters fails. While it is open, a probe calls
 * the store in the background, so that no caller waits. When the probe is answered, one call is admitted, and its
 * answer closes the circuit. Thread-safe; writes no shared state while all calls are answered.
 */
final class Circuit {
    private static final int FAILURES = 18;
    private static final int LAST_CALLS = (1 << 20) - 1;
    private static final Duration BETWEEN_PROBES = Duration.ofMillis(100);
    /** The time after which a call is admitted even if the probe has no result. */
    private static final Duration WITHOUT_PROBE = Duration.ofSeconds(30);

    private final Supplier<? extends CompletionStage<?>> probe;
    private final Duration limit;
    private final Scheduler timer;
    private final Consumer<CircuitState> changed;
    private final ReentrantLock changes = new ReentrantLock();
    private volatile CircuitState state = CircuitState.CLOSED;
    /** The last 20 calls, one bit each: set if the call went unanswered. */
    private final AtomicInteger outcomes = new AtomicInteger();
    /** Whether the single call of a half-open circuit has been admitted. */
    private final AtomicBoolean tried = new AtomicBoolean(true);

    private final AtomicBoolean probing = new AtomicBoolean();
    private volatile long openedAt;

    /**
     * @param probe a call that fails if the guarded calls would fail
     * @param limit the deadline of the probe
     * @param changed is notified of every change; must not block
     */
    Circuit(
            Supplier<? extends CompletionStage<?>> probe,
            Duration limit,
            Scheduler timer,
            Consumer<CircuitState> changed) {
        this.probe = probe;
        this.limit = limit;
        this.timer = timer;
        this.changed = changed;
    }

    /** Whether a call may be made. The caller must report the end of an admitted call to {@link #ended}. */
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

    /** Reports the end of an admitted call. */
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
            case OPEN -> {} // the call was admitted before the circuit has opened
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
            // within the lock, so that changes are reported in order
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
        // a closed timer means that the application is shutting down
        if (!timer.isClosed() && probing.compareAndSet(false, true)) {
            try {
                var unused = timer.once(BETWEEN_PROBES, this::probeNow);
            } catch (OutOfMemoryError noThread) {
                probing.set(false);
            }
        }
    }

    private void probeNow() {
        CompletableFuture<?> unused = timer.withTimeout(begin(), limit).whenComplete((answer, failure) -> {
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
