package io.boosterbeacon.redis.internal.store.guard;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.concurrent.Deadlines;
import io.boosterbeacon.redis.internal.store.Silence;
import io.boosterbeacon.redis.internal.store.StoreException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Whether the store answers anybody at all: what one use of it finds out serves the others. While calls go unanswered and no
 * other call is answered either, the store is pinged. If the ping gets no answer in time, the store is silent: nobody waits
 * for it any longer, and no call is made before it has answered a ping or a call. A store that takes long for one call, or of
 * which one part is dead, is not silent, for its ping is answered. Thread-safe.
 *
 * <p>Silence is counted in turns of a timer, not read from a clock: after a pause of the JVM the answers are there but not
 * yet read, and the pause counts as one turn.
 */
public final class Pulse {
    private final Deadlines deadlines;
    private final Supplier<? extends CompletionStage<?>> ping;
    private final Runnable refused;
    private final List<PendingCalls> watched = new CopyOnWriteArrayList<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicInteger missed = new AtomicInteger();
    private volatile long lastTurn = System.nanoTime();
    private volatile boolean heard;
    private volatile boolean unanswered;
    private volatile boolean silent;

    /** @param ping asks the store for a sign of life */
    public Pulse(Deadlines deadlines, Supplier<? extends CompletionStage<?>> ping) {
        this(deadlines, ping, () -> {});
    }

    /**
     * Also tells of refusals.
     *
     * @param refused run, on any thread, when the store has refused what a use of it needs
     */
    public Pulse(Deadlines deadlines, Supplier<? extends CompletionStage<?>> ping, Runnable refused) {
        this.deadlines = deadlines;
        this.ping = ping;
        this.refused = refused;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    /** From now on these calls end as soon as the store is silent. */
    void watch(PendingCalls calls) {
        watched.add(calls);
    }

    boolean isSilent() {
        return silent;
    }

    /** The store has answered something. */
    void heard() {
        // read first: nearly every answer finds it written
        if (!heard) {
            heard = true;
        }
        if (unanswered) {
            unanswered = false;
        }
        if (silent) {
            silent = false;
        }
    }

    /** The store has refused what a use of it needs. */
    void refused() {
        refused.run();
    }

    /** A call has ended without an answer. */
    void unanswered() {
        unanswered = true;
    }

    /** A call is made that the store does not answer at once. */
    void asked() {
        if (!started.get() && started.compareAndSet(false, true)) {
            start();
        }
    }

    private void start() {
        try {
            Future<?> unused = deadlines.every(Silence.TURN, this::turn);
        } catch (OutOfMemoryError noThread) {
            // the call has its deadline still, and the next one tries again
            started.set(false);
        }
    }

    private void turn() {
        long now = System.nanoTime();
        if (now - lastTurn < Silence.TURN.toNanos() / 2) {
            return; // the timer makes up for turns that it has missed
        }
        lastTurn = now;
        if (heard || !(silent || unanswered || isAnyPending())) {
            heard = false;
            missed.set(0);
            return;
        }
        if (missed.incrementAndGet() >= Silence.PATIENCE) {
            silent = true;
            watched.forEach(calls -> calls.forEach(Pulse::endInSilence));
        }
        ask();
    }

    private boolean isAnyPending() {
        for (PendingCalls calls : watched) {
            if (!calls.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static void endInSilence(PendingCall call) {
        call.guard()
                .end(
                        call,
                        new StoreException(
                                RedisErrorType.TIMEOUT_ERROR,
                                "the store has gone silent: it answers no call and no ping",
                                null));
    }

    private void ask() {
        CompletionStage<?> unused = begin().whenComplete((pong, failure) -> {
            // one that is not connected fails every call at once, and tells why
            if (failure == null
                    || StoreException.of("ping", Silence.TURN, failure).type() != RedisErrorType.TIMEOUT_ERROR) {
                heard();
            }
        });
    }

    private CompletionStage<?> begin() {
        try {
            return ping.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
