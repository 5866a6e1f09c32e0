package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.Receipt;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives back the permits of calls that have ended, and repeats what has failed, until the permits end by themselves.
 * To end a permit twice has no effect, so that a command whose answer was lost may be repeated.
 *
 * <p>While the store does not answer, one permit is tried after each pause. When the store has taken it, the others
 * follow one by one. Thread-safe.
 */
final class PermitReturns {
    /** Further permits end by themselves. */
    static final int MAX_PENDING = 10_000;

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final RateLimitStore store;
    private final Scheduler scheduler;
    private final LongSupplier nanos;
    private final BlockingQueue<Pending> failed = new LinkedBlockingQueue<>(MAX_PENDING);
    private final AtomicBoolean repeating = new AtomicBoolean();

    /** @param nanos a clock like {@link System#nanoTime} */
    PermitReturns(RateLimitStore store, Scheduler scheduler, LongSupplier nanos) {
        this.store = store;
        this.scheduler = scheduler;
        this.nanos = nanos;
    }

    /** Gives a permit back. The stage is that of the first attempt. */
    CompletionStage<Void> giveBack(RunningPermit permit) {
        Pending pending = new Pending(
                permit.receipt(), nanos.getAsLong() + permit.expiry().toNanos());
        CompletionStage<Void> answer = store.giveBack(permit.receipt());
        CompletionStage<Void> unused = answer.whenComplete((done, failure) -> {
            if (failure != null && failed.offer(pending)) {
                start();
            }
        });
        return answer;
    }

    /** The number of permits that the store has not taken back yet, without the one that is being tried. */
    int pending() {
        return failed.size();
    }

    private void start() {
        if (repeating.compareAndSet(false, true)) {
            repeatLater();
        }
    }

    private void repeatLater() {
        if (scheduler.isClosed()) {
            failed.clear();
            return;
        }
        try {
            Future<?> unused = scheduler.once(PAUSE, this::repeat);
        } catch (OutOfMemoryError noThread) {
            // the next failure starts anew
            repeating.set(false);
        }
    }

    /** Tries the permits until one fails. */
    private void repeat() {
        Pending next = failed.poll();
        while (next != null) {
            if (next.end() - nanos.getAsLong() > 0) {
                CompletableFuture<Void> answer = store.giveBack(next.receipt()).toCompletableFuture();
                if (!answer.isDone() || answer.isCompletedExceptionally()) {
                    Pending tried = next;
                    CompletableFuture<Void> unused = answer.whenComplete((done, failure) -> repeated(tried, failure));
                    return;
                }
            }
            next = failed.poll();
        }
        repeating.set(false);
        if (!failed.isEmpty()) {
            // one has failed meanwhile
            start();
        }
    }

    private void repeated(Pending tried, @Nullable Throwable failure) {
        if (failure == null) {
            repeat();
        } else {
            // there is no place if others have failed meanwhile
            boolean unused = failed.offer(tried);
            repeatLater();
        }
    }

    /**
     * A permit that has not been given back yet.
     *
     * @param end the moment when it has ended by itself, by the clock
     */
    private record Pending(Receipt receipt, long end) {}
}
