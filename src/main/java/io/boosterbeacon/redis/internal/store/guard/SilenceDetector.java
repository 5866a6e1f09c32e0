package io.boosterbeacon.redis.internal.store.guard;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.SilenceLimits;
import io.boosterbeacon.redis.internal.store.StoreException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Detects that the store does not answer at all. All guards of a store share it. While calls are pending and none is
 * answered, the store is pinged. If the ping is not answered in time either, the store is silent: all pending calls
 * fail, and no call is made before the store has answered a ping or a call. A store that is slow for some calls, or of
 * which only a part has failed, still answers the ping and is not silent. Thread-safe.
 *
 * <p>The time is counted in periods of a timer, not measured by a clock. After a pause of the JVM the answers have
 * arrived but are not yet read; such a pause counts as one period only.
 */
public final class SilenceDetector {
    private final Scheduler scheduler;
    private final Supplier<? extends CompletionStage<?>> ping;
    private final Runnable refused;
    private final List<PendingCalls> watched = new CopyOnWriteArrayList<>();
    /** Answers without a guard that still end when the store becomes silent. */
    private final Set<CompletableFuture<?>> unguarded = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicInteger missed = new AtomicInteger();
    private volatile long lastCheck = System.nanoTime();
    private volatile boolean answered;
    private volatile boolean unanswered;
    private volatile boolean silent;

    /** @param ping pings the store */
    public SilenceDetector(Scheduler scheduler, Supplier<? extends CompletionStage<?>> ping) {
        this(scheduler, ping, () -> {});
    }

    /**
     * Creates a detector that also reports refused commands.
     *
     * @param refused runs, on any thread, when the store has refused a command that a feature needs
     */
    public SilenceDetector(Scheduler scheduler, Supplier<? extends CompletionStage<?>> ping, Runnable refused) {
        this.scheduler = scheduler;
        this.ping = ping;
        this.refused = refused;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    /** Adds calls that fail when the store becomes silent. */
    void watch(PendingCalls calls) {
        watched.add(calls);
    }

    boolean isSilent() {
        return silent;
    }

    /**
     * A view of an answer that takes longer than others, and that fails if the store becomes silent before. It has no
     * other deadline, and no consequences for other calls.
     */
    @SuppressWarnings("CollectionUndefinedEquality") // views are compared by identity
    <T> CompletableFuture<T> unlessSilent(CompletionStage<T> answer) {
        CompletableFuture<T> view = answer.toCompletableFuture().copy();
        if (!view.isDone()) {
            unguarded.add(view);
            CompletableFuture<T> unused = view.whenComplete((result, failure) -> unguarded.remove(view));
            called();
            if (silent) {
                endInSilence(view);
            }
        }
        return view;
    }

    /** Reports an answer of the store. */
    void answered() {
        // read first, because it is nearly always set already
        if (!answered) {
            answered = true;
        }
        if (unanswered) {
            unanswered = false;
        }
        if (silent) {
            silent = false;
        }
    }

    /** Reports a refused command. */
    void refused() {
        refused.run();
    }

    /** Reports a call that has ended without an answer. */
    void unanswered() {
        unanswered = true;
    }

    /** Reports a call that has no answer yet. */
    void called() {
        if (!started.get() && started.compareAndSet(false, true)) {
            start();
        }
    }

    private void start() {
        try {
            Future<?> unused = scheduler.every(SilenceLimits.CHECK_PERIOD, this::check);
        } catch (OutOfMemoryError noThread) {
            // the call still has its deadline, and the next call tries again
            started.set(false);
        }
    }

    private void check() {
        long now = System.nanoTime();
        if (now - lastCheck < SilenceLimits.CHECK_PERIOD.toNanos() / 2) {
            return; // the timer repeats missed periods in quick succession
        }
        lastCheck = now;
        if (answered || !(silent || unanswered || isAnyPending())) {
            answered = false;
            missed.set(0);
            return;
        }
        if (missed.incrementAndGet() >= SilenceLimits.MAX_UNANSWERED_CHECKS) {
            silent = true;
            watched.forEach(calls -> calls.forEach(SilenceDetector::endInSilence));
            unguarded.forEach(this::endInSilence);
        }
        pingStore();
    }

    private boolean isAnyPending() {
        for (PendingCalls calls : watched) {
            if (!calls.isEmpty()) {
                return true;
            }
        }
        return !unguarded.isEmpty();
    }

    private static void endInSilence(PendingCall call) {
        call.guard().end(call, silence());
    }

    private void endInSilence(CompletableFuture<?> view) {
        // what depends on it may block
        scheduler.offload(() -> view.completeExceptionally(silence()));
    }

    private static StoreException silence() {
        return new StoreException(
                RedisErrorType.TIMEOUT_ERROR, "the store has gone silent: it answers no call and no ping", null);
    }

    private void pingStore() {
        CompletionStage<?> unused = startPing().whenComplete((pong, failure) -> {
            // without a connection all calls fail at once, with a reason: that is not silence
            if (failure == null
                    || StoreException.of("ping", SilenceLimits.CHECK_PERIOD, failure)
                                    .type()
                            != RedisErrorType.TIMEOUT_ERROR) {
                answered();
            }
        });
    }

    private CompletionStage<?> startPing() {
        try {
            return ping.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
