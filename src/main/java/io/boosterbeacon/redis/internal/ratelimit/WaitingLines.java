package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.concurrent.Timers;
import io.boosterbeacon.redis.internal.ratelimit.LineStep.Question;
import io.boosterbeacon.redis.internal.ratelimit.LineStep.Reply;
import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Outcome;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.internal.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
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

    /** Shorter waits would end before the store can answer. */
    static final Duration SHORTEST_WAIT = Duration.ofMillis(5);

    private final RateLimitStore store;
    private final Timers timers;
    private final LongSupplier nanos;
    private final ConcurrentMap<Counter, WaitingLine> lines = new ConcurrentHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();
    /** The steps that wait for the timer. It drops its tasks when it is closed, and some of these answer callers. */
    private final Set<Step> pending = ConcurrentHashMap.newKeySet();

    /** What callers wait for. */
    private record Counter(String subject, String policyId) {}

    /**
     * Creates lines before a store.
     *
     * @param nanos a clock like {@link System#nanoTime}
     */
    public WaitingLines(RateLimitStore store, Timers timers, LongSupplier nanos) {
        this.store = store;
        this.timers = timers;
        this.nanos = nanos;
        timers.onClose(this::failAll);
    }

    /** Nobody waits any longer: the application ends. */
    private void failAll() {
        pending.forEach(Step::run);
        lines.values().forEach(line -> line.removeAll().forEach(waiter -> waiter.answer()
                .completeExceptionally(
                        new StoreException(RedisErrorType.CONNECTION_ERROR, "the application ends", null))));
    }

    /**
     * Takes permits, and waits for them. A caller that finds others waiting waits behind them, unless it does not wait
     * at all.
     *
     * @return the admission, or a denial if there are no permits in time; fails with {@link StoreException}. If it is
     *     cancelled, the caller leaves the line, and permits that arrive later are given back. What depends on it must
     *     not block
     */
    CompletableFuture<Decision> acquire(String subject, Request request, Duration maxWait) {
        Counter counter = new Counter(subject, request.policyId());
        if (maxWait.isZero() || waiting.get() >= MAX_WAITERS) {
            return decideNow(counter, request);
        }
        Duration wait = maxWait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : maxWait;
        Waiter waiter = new Waiter(nanos.getAsLong() + wait.toNanos(), request);
        waiting.incrementAndGet();
        AtomicReference<LineStep> added = new AtomicReference<>(new LineStep());
        WaitingLine line = lines.compute(counter, (same, known) -> {
            WaitingLine open = known == null ? new WaitingLine(nanos) : known;
            added.set(open.add(waiter));
            return open;
        });
        Future<?> alarm = timers.once(wait, () -> expire(counter, line, waiter));
        CompletableFuture<Void> unused = waiter.answer().handle((decision, failure) -> {
            waiting.decrementAndGet();
            alarm.cancel(false);
            run(counter, line, line.remove(waiter));
            return null;
        });
        if (timers.isClosed()) {
            failAll();
        }
        run(counter, line, Objects.requireNonNull(added.get()));
        return waiter.answer();
    }

    private void expire(Counter counter, WaitingLine line, Waiter waiter) {
        if (timers.isClosed()) {
            failAll();
        } else {
            run(counter, line, line.expire(waiter));
        }
    }

    private CompletableFuture<Decision> decideNow(Counter counter, Request request) {
        CompletableFuture<Decision> answer = new CompletableFuture<>();
        ask(counter, request, (decision, failure) -> complete(counter, answer, decision, failure));
        return answer;
    }

    /** Lets the first caller ask again: permits were given back. */
    void wake(String subject, String policyId) {
        wake(new Counter(subject, policyId));
    }

    /** Gives permits back that nobody takes, and lets the first caller ask again. */
    void giveBack(String subject, String policyId, Receipt receipt) {
        giveBack(new Counter(subject, policyId), receipt);
    }

    /** Runs code of the application, which may block. */
    void offload(Runnable task) {
        timers.offload(task);
    }

    /**
     * Runs a step of a line: on the timer, and not on the current thread, which may be one of the store that answers at
     * once. Other questions may follow, and all callers of a line must be in it before the first of them goes on.
     */
    private void later(Runnable task) {
        Step step = new Step(task);
        pending.add(step);
        try {
            Future<?> unused = timers.once(Duration.ZERO, step);
        } catch (OutOfMemoryError noThread) {
            step.run();
        }
        if (timers.isClosed()) {
            step.run();
        }
    }

    /** Runs once. */
    private final class Step implements Runnable {
        private final Runnable task;

        private Step(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            if (pending.remove(this)) {
                task.run();
            }
        }
    }

    private void wake(Counter counter) {
        WaitingLine line = lines.get(counter);
        if (line != null) {
            run(counter, line, line.wake());
        }
    }

    /** The callers that wait, and the lines that are open: both 0 if nobody waits. */
    int size() {
        return waiting.get() + lines.size();
    }

    private void run(Counter counter, WaitingLine line, LineStep step) {
        for (Question question : step.questions()) {
            ask(
                    counter,
                    question.request(),
                    (decision, failure) -> later(() -> answered(counter, line, question, decision, failure)));
        }
        for (Receipt receipt : step.returned()) {
            giveBack(counter, receipt);
        }
        Long moment = step.alarm();
        if (moment != null && !timers.isClosed()) {
            Future<?> unused = timers.once(
                    Duration.ofNanos(Math.max(0, moment - nanos.getAsLong())), () -> proceed(counter, line, moment));
        }
        // removed before the callers are told, so that nothing is left when they go on
        lines.computeIfPresent(counter, (same, known) -> known == line && line.isIdle() ? null : known);
        for (Reply reply : step.replies()) {
            later(() -> complete(counter, reply.waiter().answer(), reply.decision(), reply.failure()));
        }
    }

    private void proceed(Counter counter, WaitingLine line, long moment) {
        if (!timers.isClosed()) {
            run(counter, line, line.proceed(moment));
        }
    }

    private void answered(
            Counter counter,
            WaitingLine line,
            Question question,
            @Nullable Decision decision,
            @Nullable Throwable failure) {
        if (timers.isClosed() && (decision == null || decision.outcome() == Outcome.DENIED)) {
            failAll();
        }
        run(
                counter,
                line,
                decision != null
                        ? line.answered(question, decision)
                        : line.failed(question, failure != null ? failure : new IllegalStateException("no answer")));
    }

    private void ask(Counter counter, Request request, Answer answer) {
        CompletionStage<List<Decision>> decided = decide(counter, request);
        CompletionStage<Void> unused = decided.handle((decisions, failure) -> {
            answer.accept(decisions == null ? null : decisions.get(0), failure);
            if (decisions == null && !request.algorithm().endsWithCall()) {
                // permits that arrive after the store's deadline; the store itself ends those of running calls
                CompletionStage<Void> unusedToo = Answers.untimed(decided)
                        .thenAccept(late -> giveBack(counter, late.get(0).receipt()));
            }
            return null;
        });
    }

    private CompletionStage<List<Decision>> decide(Counter counter, Request request) {
        try {
            return store.tryAcquire(counter.subject(), List.of(request));
        } catch (RuntimeException e) {
            // a question without an answer would stop the line
            return CompletableFuture.failedFuture(e);
        }
    }

    private void giveBack(Counter counter, Receipt receipt) {
        if (receipt != Receipt.NONE) {
            CompletionStage<Void> unused = store.giveBack(receipt).handle((done, failure) -> {
                wake(counter);
                return null;
            });
        }
    }

    /** Gives permits back if the caller has gone. */
    private void complete(
            Counter counter,
            CompletableFuture<Decision> answer,
            @Nullable Decision decision,
            @Nullable Throwable failure) {
        if (decision == null) {
            answer.completeExceptionally(failure == null ? new IllegalStateException("no answer") : failure);
        } else if (!answer.complete(decision)) {
            giveBack(counter, decision.receipt());
        }
    }

    /** Takes an answer of the store: a decision or a failure. */
    private interface Answer {
        void accept(@Nullable Decision decision, @Nullable Throwable failure);
    }
}
