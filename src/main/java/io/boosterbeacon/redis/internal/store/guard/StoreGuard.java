package io.boosterbeacon.redis.internal.store.guard;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.concurrent.Deadlines;
import io.boosterbeacon.redis.internal.store.CallerInterruptedException;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.telemetry.StoreUse;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls a port for one use of it: gives every call its deadline, turns whatever goes wrong into {@link StoreException},
 * does not call a store that has not answered lately, waits for none that answers nobody, and tells once when the store
 * stops answering and once when it has answered again for a second. Thread-safe.
 */
public final class StoreGuard {
    private static final Duration CALM = Duration.ofSeconds(1);

    private final StoreUse use;
    private final Duration limit;
    private final Deadlines deadlines;
    private final Pulse pulse;
    private final Telemetry telemetry;
    private final LongSupplier nanos;
    private final boolean refusalsDegrade;
    private final Circuit circuit;
    private final AtomicReference<@Nullable Long> degradedSince = new AtomicReference<>();
    private volatile long lastFailure;

    /**
     * @param limit the deadline of each call
     * @param pulse of the store, shared by all uses of it
     * @param nanos a clock like {@link System#nanoTime}
     * @param refusalsDegrade whether a command that the store refuses counts as no answer; not where users choose commands
     * @param probe asks whether a store that did not answer does so again: a call that fails where those of this use would
     */
    public StoreGuard(
            StoreUse use,
            Duration limit,
            Pulse pulse,
            Telemetry telemetry,
            LongSupplier nanos,
            boolean refusalsDegrade,
            Supplier<? extends CompletionStage<?>> probe) {
        this.use = use;
        this.limit = limit;
        this.deadlines = pulse.deadlines();
        this.pulse = pulse;
        this.telemetry = telemetry;
        this.nanos = nanos;
        this.refusalsDegrade = refusalsDegrade;
        this.circuit = new Circuit(probe, limit, deadlines, state -> telemetry.circuitChanged(use, state));
    }

    /** What it is used for. */
    public StoreUse use() {
        return use;
    }

    /** {@code closed} while the store answers, {@code open} while it does not, {@code half_open} while that is tried out. */
    public String circuit() {
        return circuit.state();
    }

    /**
     * Calls and waits.
     *
     * @throws CallerInterruptedException if the thread is interrupted before the answer is there
     */
    public <T> T await(Supplier<? extends CompletionStage<T>> call) throws StoreException {
        return start(call).await();
    }

    /** Calls; the answer is waited for later. So several can be under way at once. */
    public <T> Call<T> start(Supplier<? extends CompletionStage<T>> call) {
        long began = System.nanoTime();
        // nothing but the waiting thread depends on it
        return new Call<>(begin(call, Runnable::run), began);
    }

    /**
     * Waits until something under way has ended in whatever way, but no longer than the deadline of an earlier call.
     *
     * @param began when that call did, by {@link System#nanoTime}
     */
    public void linger(CompletionStage<?> underWay, long began) {
        try {
            underWay.toCompletableFuture()
                    .get(Math.max(0, limit.toNanos() - (System.nanoTime() - began)), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | CancellationException e) {
            // whoever began it is told
        }
    }

    /** Calls without waiting; the stage fails with nothing but {@link StoreException}. */
    public <T> CompletableFuture<T> call(Supplier<? extends CompletionStage<T>> call) {
        Attempt<T> attempt = begin(call, deadlines::aside);
        return deadlines.within(attempt.watched(), limit).handle((result, failure) -> {
            if (failure != null) {
                throw attempt.failed(failure);
            }
            answered();
            return result;
        });
    }

    private <T> Attempt<T> begin(Supplier<? extends CompletionStage<T>> call, Executor letGo) {
        if (pulse.isSilent() || !circuit.admits()) {
            CompletableFuture<T> refused = CompletableFuture.failedFuture(new StoreException(
                    RedisErrorType.CONNECTION_ERROR,
                    use.text() + ": the store has not answered of late; it is not asked before it answers a probe",
                    null));
            return new Attempt<>(refused, refused, true);
        }
        CompletableFuture<T> answer;
        try {
            answer = call.get().toCompletableFuture();
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        Attempt<T> attempt = new Attempt<>(answer, pulse.watch(answer, letGo), false);
        // even if nobody waits for it
        CompletableFuture<T> unused = answer.whenComplete((result, failure) -> {
            boolean answered = failure == null || !isSilence(told(failure));
            if (answered) {
                pulse.heard();
            }
            attempt.ended(answered);
        });
        return attempt;
    }

    private static boolean isSilence(StoreException failure) {
        return failure.type() == RedisErrorType.CONNECTION_ERROR || failure.type() == RedisErrorType.TIMEOUT_ERROR;
    }

    private void answered() {
        // one success among failures is no recovery: it would be told again and again
        if (degradedSince.get() != null && nanos.getAsLong() - lastFailure >= CALM.toNanos()) {
            Long since = degradedSince.getAndSet(null);
            if (since != null) {
                telemetry.storeRecovered(use, nanos.getAsLong() - since);
            }
        }
    }

    private StoreException failed(Throwable failure) {
        StoreException told = told(failure);
        telemetry.commandFailed(use, told.type());
        if (told.type() == RedisErrorType.COMMAND_ERROR) {
            if (!refusalsDegrade) {
                return told;
            }
            pulse.refused();
        }
        lastFailure = nanos.getAsLong();
        if (degradedSince.compareAndSet(null, nanos.getAsLong())) {
            telemetry.storeDegraded(use, told.type());
        }
        return told;
    }

    private StoreException told(Throwable thrown) {
        return StoreException.of(use.text(), limit, thrown);
    }

    /** One call of the store, whose end is told to the circuit once. */
    private final class Attempt<T> {
        private final CompletableFuture<T> answer;
        private final CompletableFuture<T> watched;
        private final AtomicBoolean ended;

        /**
         * @param watched as the answer; fails when the store is silent
         * @param ended whether there is nothing to tell: the call was never made
         */
        Attempt(CompletableFuture<T> answer, CompletableFuture<T> watched, boolean ended) {
            this.answer = answer;
            this.watched = watched;
            this.ended = new AtomicBoolean(ended);
        }

        CompletableFuture<T> answer() {
            return answer;
        }

        CompletableFuture<T> watched() {
            return watched;
        }

        void ended(boolean answered) {
            if (ended.compareAndSet(false, true)) {
                circuit.ended(answered);
            }
        }

        StoreException failed(Throwable failure) {
            StoreException told = StoreGuard.this.failed(failure);
            ended(!isSilence(told));
            return told;
        }
    }

    /** A call under way. */
    public final class Call<T> {
        private final Attempt<T> attempt;
        private final long began;

        private Call(Attempt<T> attempt, long began) {
            this.attempt = attempt;
            this.began = began;
        }

        /** What the store answers, without a deadline. */
        public CompletionStage<T> answer() {
            return attempt.answer();
        }

        /**
         * Waits until the deadline, which began with the call. What comes later is nobody's concern here.
         *
         * @throws CallerInterruptedException if the thread is interrupted before
         */
        public T await() throws StoreException {
            try {
                long left = limit.toNanos() - (System.nanoTime() - began);
                T result = attempt.watched().get(Math.max(0, left), TimeUnit.NANOSECONDS);
                answered();
                return result;
            } catch (InterruptedException e) {
                throw CallerInterruptedException.of(use.text(), e);
            } catch (ExecutionException | TimeoutException | CancellationException e) {
                throw attempt.failed(e);
            }
        }
    }
}
