package io.boosterbeacon.redis.internal.store.guard;

import dev.failsafe.CircuitBreaker;
import io.boosterbeacon.redis.internal.concurrent.Deadlines;
import io.boosterbeacon.redis.internal.telemetry.CircuitState;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A circuit breaker that lets no caller wait for a store which does not answer. It opens when nearly every call of late went
 * unanswered; not at a third of them, which is one dead master of three. While it is open a probe asks in the background, so
 * that no caller pays for finding out; once answered, one call is let through, and its answer closes the circuit.
 */
final class Circuit {
    private static final int FAILURES = 18;
    private static final int OF_CALLS = 20;
    private static final Duration BETWEEN_PROBES = Duration.ofMillis(100);
    /** Should the probe ever get lost, a call finds out. */
    private static final Duration WITHOUT_PROBE = Duration.ofSeconds(30);

    private final CircuitBreaker<Object> breaker;
    private final Supplier<? extends CompletionStage<?>> probe;
    private final Duration limit;
    private final Deadlines deadlines;
    private final Consumer<CircuitState> states;
    private final ReentrantLock reporting = new ReentrantLock();
    private CircuitState reported = CircuitState.CLOSED;
    private final AtomicReference<@Nullable Future<?>> probing = new AtomicReference<>();
    private final AtomicBoolean asking = new AtomicBoolean();

    /**
     * @param probe a call that fails where the guarded ones would
     * @param limit how long an answer to the probe may take
     * @param states told of each change
     */
    Circuit(
            Supplier<? extends CompletionStage<?>> probe,
            Duration limit,
            Deadlines deadlines,
            Consumer<CircuitState> states) {
        this.probe = probe;
        this.limit = limit;
        this.deadlines = deadlines;
        this.states = states;
        this.breaker = CircuitBreaker.builder()
                .withFailureThreshold(FAILURES, OF_CALLS)
                .withSuccessThreshold(1)
                .withDelay(WITHOUT_PROBE)
                .onOpen(opened -> {
                    startProbing();
                    report();
                })
                .onHalfOpen(halfOpened -> report())
                .onClose(closed -> report())
                .build();
    }

    /** Two threads may have changed it: the last report is of the state that it has. */
    private void report() {
        reporting.lock();
        try {
            CircuitState state = CircuitState.valueOf(breaker.getState().name());
            if (state != reported) {
                reported = state;
                states.accept(state);
            }
        } finally {
            reporting.unlock();
        }
    }

    /** Whether a call may be made; if so, its end must be told by {@link #ended}. */
    boolean admits() {
        return breaker.tryAcquirePermit();
    }

    void ended(boolean answered) {
        if (answered) {
            breaker.recordSuccess();
        } else {
            breaker.recordFailure();
        }
    }

    /** {@code closed}, {@code open} or {@code half_open}. */
    String state() {
        return breaker.getState().name().toLowerCase(Locale.ROOT);
    }

    private void startProbing() {
        // a timer that is closed takes no tasks, and needs none: the application ends
        Future<?> before = probing.getAndSet(deadlines.every(BETWEEN_PROBES, this::ask));
        if (before != null) {
            before.cancel(false);
        }
    }

    private void ask() {
        if (!breaker.isOpen()) {
            stopProbing();
            if (breaker.isOpen()) {
                // between the two, and this may have stopped the probe that the opening has started
                startProbing();
            }
        } else if (asking.compareAndSet(false, true)) {
            CompletableFuture<?> unused = deadlines.within(begin(), limit).whenComplete((answer, failure) -> {
                asking.set(false);
                if (failure == null && breaker.isOpen()) {
                    stopProbing();
                    breaker.halfOpen();
                }
            });
        }
    }

    private CompletionStage<?> begin() {
        try {
            return probe.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void stopProbing() {
        Future<?> current = probing.getAndSet(null);
        if (current != null) {
            current.cancel(false);
        }
    }
}
