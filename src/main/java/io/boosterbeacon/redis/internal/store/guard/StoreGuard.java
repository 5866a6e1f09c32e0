package io.boosterbeacon.redis.internal.store.guard;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.telemetry.StoreUse;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Guards the calls of one use of a store. Each call gets a deadline, all failures become {@link StoreException}, and a
 * store that has not answered recently is not called. Reports once when the store stops answering, and once when it has
 * answered again for a second. Thread-safe.
 */
public final class StoreGuard {
    /** The time without failures after which the store counts as recovered. */
    private static final Duration RECOVERY_TIME = Duration.ofSeconds(1);

    private static final String NOT_ASKED =
            "the store has not answered of late; it is not asked before it answers a probe";

    private final StoreUse use;
    private final Duration limit;
    private final Scheduler timer;
    private final SilenceDetector silenceDetector;
    private final Telemetry telemetry;
    private final LongSupplier nanos;
    private final boolean refusalsDegrade;
    private final Circuit circuit;
    private final PendingCalls pending;
    private final AtomicReference<@Nullable Long> degradedSince = new AtomicReference<>();
    private volatile long lastFailure;

    /**
     * @param limit the deadline of each call
     * @param silenceDetector the silence detector of the store, shared by all guards
     * @param nanos a clock like {@link System#nanoTime}
     * @param refusalsDegrade whether a refused command counts as a failure of the store. False if users choose the
     *     commands
     * @param probe checks whether the store answers again: a call that fails if the calls of this use would fail
     */
    public StoreGuard(
            StoreUse use,
            Duration limit,
            SilenceDetector silenceDetector,
            Telemetry telemetry,
            LongSupplier nanos,
            boolean refusalsDegrade,
            Supplier<? extends CompletionStage<?>> probe) {
        this.use = use;
        this.limit = limit;
        this.timer = silenceDetector.scheduler();
        this.silenceDetector = silenceDetector;
        this.telemetry = telemetry;
        this.nanos = nanos;
        this.refusalsDegrade = refusalsDegrade;
        this.circuit = new Circuit(probe, limit, timer, state -> telemetry.circuitChanged(use, state));
        this.pending = new PendingCalls(timer, this::missed);
        silenceDetector.watch(pending);
    }

    /** The use of the store. */
    public StoreUse use() {
        return use;
    }

    Scheduler timers() {
        return timer;
    }

    /** The time, by a clock like {@link System#nanoTime}. */
    long now() {
        return nanos.getAsLong();
    }

    /**
     * {@code closed} while the store answers, {@code open} while it does not, {@code half_open} while a single call is
     * tried.
     */
    public String circuit() {
        return circuit.state();
    }

    /**
     * Calls a port. The answer fails only with {@link StoreException}, and completes at the deadline at the latest.
     *
     * <p>The answer completes on the thread that completes the port's answer. After a missed deadline it completes on a
     * thread that may block, or on the thread that waits for it with {@link Answers#await}.
     */
    public <T> CompletableFuture<T> call(Supplier<? extends CompletionStage<T>> port) {
        return call(port, null);
    }

    /**
     * Calls a port as {@link #call(Supplier)} does.
     *
     * @param undelivered receives an answer that arrives after the call has failed; must not block
     */
    <T> CompletableFuture<T> call(
            Supplier<? extends CompletionStage<T>> port, @Nullable Consumer<? super T> undelivered) {
        if (silenceDetector.isSilent() || !circuit.admits()) {
            StoreException refused =
                    new StoreException(RedisErrorType.CONNECTION_ERROR, use.text() + ": " + NOT_ASKED, null, true);
            failed(refused);
            return CompletableFuture.failedFuture(refused);
        }
        long deadline = System.nanoTime() + limit.toNanos();
        CompletableFuture<T> answer;
        try {
            answer = port.get().toCompletableFuture();
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        if (answer.isDone() && !answer.isCompletedExceptionally()) {
            silenceDetector.answered();
            succeeded();
            return answer;
        }
        PendingCall call = new PendingCall(this, deadline);
        GuardedAnswer<T> guarded = new GuardedAnswer<>(call, answer);
        call.set(guarded);
        var unused = answer.whenComplete((result, failure) -> {
            if (failure == null) {
                answered(call, guarded, result, undelivered);
            } else {
                failed(call, guarded, failure);
            }
        });
        if (!call.hasEnded()) {
            silenceDetector.called();
            pending.add(call);
        }
        return guarded;
    }

    /** Calls a port that has a time limit of its own. The answer only fails earlier if the store becomes silent. */
    <T> CompletableFuture<T> callUnlessSilent(Supplier<? extends CompletionStage<T>> port) {
        return silenceDetector.isSilent()
                ? CompletableFuture.failedFuture(
                        new StoreException(RedisErrorType.CONNECTION_ERROR, NOT_ASKED, null, true))
                : silenceDetector.unlessSilent(port.get());
    }

    private <T> void answered(
            PendingCall call, GuardedAnswer<T> guarded, T result, @Nullable Consumer<? super T> undelivered) {
        silenceDetector.answered();
        boolean delivered = false;
        if (call.end() != null) {
            pending.trim();
            succeeded();
            delivered = guarded.complete(result);
        }
        if (!delivered && undelivered != null) {
            undelivered.accept(result);
        }
    }

    private void failed(PendingCall call, GuardedAnswer<?> guarded, Throwable thrown) {
        StoreException failure = translated(thrown);
        if (!isSilence(failure)) {
            silenceDetector.answered();
        }
        if (call.end() != null) {
            pending.trim();
            circuit.ended(!isSilence(failure));
            failed(failure);
            guarded.completeExceptionally(failure);
        }
    }

    /** Fails a call whose deadline has passed. Does nothing if the call has ended. */
    void missed(PendingCall call) {
        end(call, translated(new TimeoutException()));
    }

    /** Fails a call that the store has not answered. Never blocks. Does nothing if the call has ended. */
    void end(PendingCall call, StoreException failure) {
        GuardedAnswer<?> guarded = call.end();
        if (guarded == null) {
            return;
        }
        pending.trim();
        silenceDetector.unanswered();
        circuit.ended(false);
        if (call.isAwaited()) {
            failed(failure);
            guarded.completeExceptionally(failure);
        } else {
            // code of the application may depend on the answer, and may block
            timer.offload(() -> {
                failed(failure);
                guarded.completeExceptionally(failure);
            });
        }
    }

    private static boolean isSilence(StoreException failure) {
        return failure.type() == RedisErrorType.CONNECTION_ERROR || failure.type() == RedisErrorType.TIMEOUT_ERROR;
    }

    private void succeeded() {
        circuit.ended(true);
        // a single success among failures is no recovery: otherwise recoveries would be reported repeatedly
        if (degradedSince.get() != null && nanos.getAsLong() - lastFailure >= RECOVERY_TIME.toNanos()) {
            Long since = degradedSince.getAndSet(null);
            if (since != null) {
                telemetry.storeRecovered(use, nanos.getAsLong() - since);
            }
        }
    }

    private void failed(StoreException failure) {
        telemetry.commandFailed(use, failure.type());
        if (failure.type() == RedisErrorType.COMMAND_ERROR) {
            if (!refusalsDegrade) {
                return;
            }
            silenceDetector.refused();
        }
        lastFailure = nanos.getAsLong();
        if (degradedSince.get() == null && degradedSince.compareAndSet(null, nanos.getAsLong())) {
            telemetry.storeDegraded(use, failure.type());
        }
    }

    StoreException translated(Throwable thrown) {
        return StoreException.of(use.text(), limit, thrown);
    }
}
