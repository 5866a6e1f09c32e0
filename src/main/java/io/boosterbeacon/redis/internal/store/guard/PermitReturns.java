package io.boosterbeacon.redis.internal.store.guard;

import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.internal.store.StoreReceipt;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Gives permits back and settles costs, and repeats what has failed until the permits end by themselves. All that is
 * above the guard gives back in this way: calls that have ended, decisions that come too late, waiting callers, leases.
 *
 * <p>To end the permit of a running call twice has no effect, so it is repeated after every failure. To settle a window
 * twice counts twice: that is repeated only if the store has certainly done nothing. Then a count may stay too high until
 * its window ends; it is never too low.
 *
 * <p>While the store does not answer, one permit is tried after each pause. When the store has taken it, the others
 * follow one by one. Thread-safe.
 */
final class PermitReturns {
    /** Further permits end by themselves. */
    static final int MAX_PENDING = 10_000;

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final RateLimitStore store;
    private final StoreGuard guard;
    private final BlockingQueue<Pending> failed = new LinkedBlockingQueue<>(MAX_PENDING);
    private final AtomicBoolean repeating = new AtomicBoolean();

    PermitReturns(RateLimitStore store, StoreGuard guard) {
        this.store = store;
        this.guard = guard;
    }

    /** Settles a decision. The stage is that of the first attempt. */
    CompletionStage<Void> settle(Receipt receipt, long cost) {
        return receipt instanceof StoreReceipt counted
                ? attempt(new Pending(
                        counted,
                        cost,
                        guard.now() + counted.request().algorithm().lifetime().toNanos()))
                : guard.call(() -> store.settle(receipt, cost));
    }

    /** The number of permits that the store has not taken back yet, without the one that is being tried. */
    int pending() {
        return failed.size();
    }

    private CompletableFuture<Void> attempt(Pending each) {
        CompletableFuture<Void> answer = guard.call(() -> begin(each));
        if (!answer.isDone() || answer.isCompletedExceptionally()) {
            // after a missed deadline, only the store's own answer tells whether it has done something
            CompletionStage<Void> known = each.isOfRunningCall() ? answer : Answers.untimed(answer);
            CompletionStage<Void> unused = known.whenComplete((done, failure) -> {
                if (failure != null
                        && (each.isOfRunningCall() || guard.translated(failure).isWithoutEffect())) {
                    repeat(each);
                }
            });
        }
        return answer;
    }

    /** Asks the store. Whatever it throws, the repetitions go on. */
    private CompletionStage<Void> begin(Pending each) {
        try {
            return store.settle(each.receipt(), each.cost());
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void repeat(Pending each) {
        if (failed.offer(each) && repeating.compareAndSet(false, true)) {
            repeatLater();
        }
    }

    private void repeatLater() {
        if (guard.timers().isClosed()) {
            failed.clear();
            return;
        }
        try {
            Future<?> unused = guard.timers().once(PAUSE, this::repeatAll);
        } catch (OutOfMemoryError noThread) {
            // the next failure starts anew
            repeating.set(false);
        }
    }

    /** Tries the permits until one fails. */
    private void repeatAll() {
        for (Pending next = failed.poll(); next != null; next = failed.poll()) {
            if (next.end() - guard.now() > 0) {
                CompletableFuture<Void> answer = attempt(next);
                if (!answer.isDone() || answer.isCompletedExceptionally()) {
                    CompletableFuture<Void> unused = answer.whenComplete((done, failure) -> {
                        if (failure == null) {
                            repeatAll();
                        } else {
                            repeatLater();
                        }
                    });
                    return;
                }
            }
        }
        repeating.set(false);
        // one may have failed meanwhile
        if (!failed.isEmpty() && repeating.compareAndSet(false, true)) {
            repeatLater();
        }
    }

    /**
     * A permit that has not been given back yet.
     *
     * @param end the moment when it has ended by itself, by the clock of the guard
     */
    private record Pending(StoreReceipt receipt, long cost, long end) {
        boolean isOfRunningCall() {
            return receipt.request().algorithm().endsWithCall();
        }
    }
}
