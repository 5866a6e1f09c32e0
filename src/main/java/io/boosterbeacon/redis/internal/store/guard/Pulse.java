package io.boosterbeacon.redis.internal.store.guard;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.concurrent.Deadlines;
import io.boosterbeacon.redis.internal.store.Silence;
import io.boosterbeacon.redis.internal.store.StoreException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
    private final Set<Waiting<?>> unanswered = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicInteger missed = new AtomicInteger();
    private volatile long lastTurn = System.nanoTime();
    private volatile boolean heard;
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

    boolean isSilent() {
        return silent;
    }

    /** The store has answered something. */
    void heard() {
        // read first: nearly every answer finds it written
        if (!heard) {
            heard = true;
        }
        if (silent) {
            silent = false;
        }
    }

    /** The store has refused what a use of it needs. */
    void refused() {
        refused.run();
    }

    /**
     * A view of an answer that fails as soon as the store is silent.
     *
     * @param letGo on what the view fails then: an application's code may depend on it
     */
    @SuppressWarnings("CollectionUndefinedEquality") // told apart by identity
    <T> CompletableFuture<T> watch(CompletableFuture<T> answer, Executor letGo) {
        if (answer.isDone()) {
            return answer;
        }
        Waiting<T> waiting = new Waiting<>(new CompletableFuture<>(), letGo);
        unanswered.add(waiting);
        CompletableFuture<T> unused = answer.whenComplete((result, failure) -> {
            unanswered.remove(waiting);
            waiting.end(result, failure);
        });
        if (!started.get() && started.compareAndSet(false, true)) {
            start();
        }
        return waiting.view();
    }

    private void start() {
        try {
            Future<?> unused = deadlines.every(Silence.TURN, this::turn);
        } catch (OutOfMemoryError noThread) {
            // the call has its deadline still, and the next one tries again
            started.set(false);
        }
    }

    @SuppressWarnings("CollectionUndefinedEquality") // told apart by identity
    private void turn() {
        long now = System.nanoTime();
        if (now - lastTurn < Silence.TURN.toNanos() / 2) {
            return; // the timer makes up for turns that it has missed
        }
        lastTurn = now;
        if (heard || (unanswered.isEmpty() && !silent)) {
            heard = false;
            missed.set(0);
            return;
        }
        if (missed.incrementAndGet() >= Silence.PATIENCE) {
            silent = true;
            unanswered.forEach(waiting -> {
                unanswered.remove(waiting);
                waiting.letGo();
            });
        }
        ask();
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

    /** A call without an answer. Not a record: two of them are never equal. */
    private static final class Waiting<T> {
        private final CompletableFuture<T> view;
        private final Executor letGo;

        Waiting(CompletableFuture<T> view, Executor letGo) {
            this.view = view;
            this.letGo = letGo;
        }

        CompletableFuture<T> view() {
            return view;
        }

        void end(@Nullable T result, @Nullable Throwable failure) {
            if (failure == null) {
                view.complete(result);
            } else {
                view.completeExceptionally(failure);
            }
        }

        void letGo() {
            if (!view.isDone()) {
                letGo.execute(() -> view.completeExceptionally(new StoreException(
                        RedisErrorType.TIMEOUT_ERROR,
                        "the store has gone silent: it answers no call and no ping",
                        null)));
            }
        }
    }
}
