package io.boosterbeacon.redis.internal.store.guard;

import io.boosterbeacon.redis.RedisErrorType;
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
 * follow one by one. A permit that the store refuses, because its key holds something else for instance, does not stop
 * those behind it. Thread-safe.
 */
final class PermitReturns {
    /** Further permits end by themselves. */
    static final int MAX_PENDING = 10_000;

    /** The permits that the store may refuse before the next pause: it may refuse them all. */
    private static final int MAX_REFUSED = 16;

    private static final Duration PAUSE = Duration.ofMillis(500);

    /** Longer than any application runs, and short enough for a clock of nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

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
                ? attempt(new Pending(counted, cost, guard.now() + lifetime(counted)))
                : guard.call(() -> store.settle(receipt, cost));
    }

    private static long lifetime(StoreReceipt receipt) {
        Duration lifetime = receipt.request().algorithm().lifetime();
        return (lifetime.compareTo(LONGEST) < 0 ? lifetime : LONGEST).toNanos();
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
            Future<?> unused = guard.timers().once(PAUSE, () -> repeatAll(failed.size(), MAX_REFUSED));
        } catch (OutOfMemoryError noThread) {
            // the next failure starts anew
            repeating.set(false);
        }
    }

    /**
     * Tries so many permits, until the store does not answer or has refused too many.
     *
     * @param refusals how many it may refuse
     */
    private void repeatAll(int permits, int refusals) {
        int refusalsLeft = refusals;
        for (int left = permits; left > 0 && refusalsLeft > 0; left--) {
            Pending next = failed.poll();
            if (next == null) {
                break;
            }
            if (next.end() - guard.now() <= 0) {
                continue;
            }
            CompletableFuture<Void> answer = attempt(next);
            if (!answer.isDone()) {
                int others = left - 1;
                int mostRefusals = refusalsLeft;
                CompletableFuture<Void> unused = answer.whenComplete((done, failure) -> {
                    if (failure == null) {
                        repeatAll(others, mostRefusals);
                    } else if (isRefusal(failure)) {
                        repeatAll(others, mostRefusals - 1);
                    } else {
                        repeatLater();
                    }
                });
                return;
            }
            Throwable failure = answer.handle((done, thrown) -> thrown).join();
            if (failure != null && !isRefusal(failure)) {
                break;
            }
            refusalsLeft -= failure == null ? 0 : 1;
        }
        if (!failed.isEmpty()) {
            repeatLater();
            return;
        }
        repeating.set(false);
        // one may have failed meanwhile
        if (!failed.isEmpty() && repeating.compareAndSet(false, true)) {
            repeatLater();
        }
    }

    /** Whether the store has answered that it does not do this. */
    private boolean isRefusal(Throwable failure) {
        return guard.translated(failure).type() == RedisErrorType.COMMAND_ERROR;
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
