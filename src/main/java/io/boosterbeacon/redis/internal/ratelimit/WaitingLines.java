package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.ratelimit.WaitingLine.Waiter;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Outcome;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.internal.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Waiting for permits without threads that wait: a {@link WaitingLine} for each counter, and the timer. Thread-safe.
 */
public final class WaitingLines {
    /** More callers are decided at once. */
    static final int MAX_WAITERS = 10_000;

    private final RateLimitStore store;
    private final Scheduler timers;
    private final LongSupplier nanos;
    private final ConcurrentMap<Counter, WaitingLine> lines = new ConcurrentHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /** What callers wait for. */
    private record Counter(String subject, String policyId) {}

    /**
     * Creates lines before a store.
     *
     * @param nanos a clock like {@link System#nanoTime}
     */
    public WaitingLines(RateLimitStore store, Scheduler timers, LongSupplier nanos) {
        this.store = store;
        this.timers = timers;
        this.nanos = nanos;
        timers.onClose(this::failAll);
    }

    /** Nobody waits any longer: the application ends. */
    private void failAll() {
        lines.values().forEach(line -> line.removeAll().forEach(WaitingLines::fail));
    }

    private static void fail(Waiter waiter) {
        waiter.answer()
                .completeExceptionally(
                        new StoreException(RedisErrorType.CONNECTION_ERROR, "the application ends", null));
    }

    /**
     * Takes permits, and waits for them if that helps. A caller that finds others waiting waits behind them, unless it
     * does not wait at all.
     *
     * @return the admission, or a denial if there are no permits in time; fails with {@link StoreException}. If it is
     *     cancelled, permits that arrive later are given back
     */
    CompletableFuture<Decision> acquire(String subject, Request request, Duration maxWait) {
        if (maxWait.isZero() || waiting.get() >= MAX_WAITERS) {
            return decideNow(subject, request);
        }
        waiting.incrementAndGet();
        CompletableFuture<Decision> answer = new CompletableFuture<>();
        CompletableFuture<Void> unused = answer.handle((decision, failure) -> {
            waiting.decrementAndGet();
            return null;
        });
        Waiter waiter = new Waiter(nanos.getAsLong() + maxWait.toNanos(), request, answer);
        Counter counter = new Counter(subject, request.policyId());
        AtomicReference<@Nullable Decision> denial = new AtomicReference<>();
        lines.compute(counter, (same, known) -> {
            WaitingLine line = known == null ? new WaitingLine(nanos) : known;
            denial.set(line.add(waiter));
            return line;
        });
        if (timers.isClosed()) {
            failAll();
        }
        Decision denied = denial.get();
        if (denied != null) {
            answer.complete(denied);
        } else if (isFirst(counter, waiter)) {
            ask(counter);
        }
        return answer;
    }

    private CompletableFuture<Decision> decideNow(String subject, Request request) {
        CompletableFuture<Decision> answer = new CompletableFuture<>();
        CompletionStage<Void> unused = ask(subject, request).handle((decision, failure) -> {
            complete(answer, decision, failure);
            return null;
        });
        return answer;
    }

    /** Gives permits back if the caller has gone. */
    private void complete(
            CompletableFuture<Decision> answer, @Nullable Decision decision, @Nullable Throwable failure) {
        if (decision == null) {
            answer.completeExceptionally(failure == null ? new IllegalStateException("no answer") : failure);
        } else if (!answer.complete(decision) && decision.receipt() != Receipt.NONE) {
            CompletionStage<Void> unused = store.giveBack(decision.receipt());
        }
    }

    private boolean isFirst(Counter counter, Waiter waiter) {
        WaitingLine line = lines.get(counter);
        return line != null && line.isFirst(waiter);
    }

    /** Lets the first caller ask again: a permit was given back. */
    void wake(String subject, String policyId) {
        ask(new Counter(subject, policyId));
    }

    private void ask(Counter counter) {
        WaitingLine line = lines.get(counter);
        Waiter first = line == null ? null : line.beginAsking();
        if (line == null || first == null) {
            return;
        }
        CompletionStage<Void> unused = ask(counter.subject(), first.request()).handle((decision, failure) -> {
            // not on a thread of the store: code of the application may follow
            timers.offload(() -> answered(counter, line, first, decision, failure));
            return null;
        });
    }

    private CompletionStage<Decision> ask(String subject, Request request) {
        return store.tryAcquire(subject, List.of(request)).thenApply(decisions -> decisions.get(0));
    }

    private void answered(
            Counter counter, WaitingLine line, Waiter first, @Nullable Decision decision, @Nullable Throwable failure) {
        if (timers.isClosed() && (decision == null || decision.outcome() == Outcome.DENIED)) {
            failAll();
            return;
        }
        if (decision != null
                && decision.outcome() == Outcome.DENIED
                && !first.answer().isDone()) {
            List<Waiter> leaving = line.denied(first, decision);
            if (!forget(counter, line)) {
                line.setAlarm(timers.once(line.pause(), () -> ask(counter)));
            }
            leaving.forEach(waiter -> waiter.answer().complete(decision));
            return;
        }
        line.endAsking();
        forget(counter, line);
        ask(counter);
        complete(first.answer(), decision, failure);
    }

    /** Removes a line without callers. Returns whether it was removed. */
    private boolean forget(Counter counter, WaitingLine line) {
        return lines.computeIfPresent(counter, (same, known) -> known == line && line.isEmpty() ? null : known) != line;
    }
}
