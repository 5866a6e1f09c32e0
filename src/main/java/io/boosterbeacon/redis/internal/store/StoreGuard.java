package io.boosterbeacon.redis.internal.store;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.event.StoreDegraded;
import io.boosterbeacon.redis.event.StoreRecovered;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls a port for one use of it: gives every call its deadline, turns whatever goes wrong into {@link StoreException}, and
 * tells once when the store stops answering and once when it has answered again for a second. Thread-safe.
 */
public final class StoreGuard {
    private static final Duration CALM = Duration.ofSeconds(1);

    private final String use;
    private final Duration limit;
    private final Deadlines deadlines;
    private final Consumer<Object> events;
    private final LongSupplier nanos;
    private final boolean refusalsDegrade;
    private final AtomicReference<@Nullable Long> degradedSince = new AtomicReference<>();
    private volatile long lastFailure;

    /**
     * @param use {@code cache}, {@code ratelimit} or {@code revocation}
     * @param limit the deadline of each call
     * @param nanos a clock like {@link System#nanoTime}
     * @param refusalsDegrade whether a command that the store refuses counts as no answer; not where users choose commands
     */
    public StoreGuard(
            String use,
            Duration limit,
            Deadlines deadlines,
            Consumer<Object> events,
            LongSupplier nanos,
            boolean refusalsDegrade) {
        this.use = use;
        this.limit = limit;
        this.deadlines = deadlines;
        this.events = events;
        this.nanos = nanos;
        this.refusalsDegrade = refusalsDegrade;
    }

    /** Calls and waits. */
    public <T> T await(Supplier<? extends CompletionStage<T>> call) throws StoreException {
        return start(call).await();
    }

    /** Calls; the answer is waited for later. So several can be under way at once. */
    public <T> Call<T> start(Supplier<? extends CompletionStage<T>> call) {
        return new Call<>(begin(call));
    }

    /** Calls without waiting; the stage fails with nothing but {@link StoreException}. */
    public <T> CompletableFuture<T> call(Supplier<? extends CompletionStage<T>> call) {
        return deadlines.within(begin(call), limit).handle((result, failure) -> {
            if (failure != null) {
                throw failed(
                        failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure);
            }
            answered();
            return result;
        });
    }

    private static <T> CompletableFuture<T> begin(Supplier<? extends CompletionStage<T>> call) {
        try {
            return call.get().toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void answered() {
        // one success among failures is no recovery: it would be told again and again
        if (degradedSince.get() != null && nanos.getAsLong() - lastFailure >= CALM.toNanos()) {
            Long since = degradedSince.getAndSet(null);
            if (since != null) {
                events.accept(new StoreRecovered(use, Duration.ofNanos(nanos.getAsLong() - since)));
            }
        }
    }

    private StoreException failed(Throwable failure) {
        StoreException told = told(failure);
        if (told.type() == RedisErrorType.COMMAND_ERROR && !refusalsDegrade) {
            return told;
        }
        lastFailure = nanos.getAsLong();
        if (degradedSince.compareAndSet(null, nanos.getAsLong())) {
            events.accept(new StoreDegraded(use, told.type()));
        }
        return told;
    }

    private StoreException told(Throwable failure) {
        if (failure instanceof StoreException known) {
            return known;
        }
        if (failure instanceof TimeoutException) {
            return new StoreException(
                    RedisErrorType.TIMEOUT_ERROR,
                    use + ": the store did not answer within " + limit.toMillis() + " ms",
                    failure);
        }
        return new StoreException(RedisErrorType.UNKNOWN_ERROR, use + ": the store failed", failure);
    }

    /** A call under way. */
    public final class Call<T> {
        private final CompletableFuture<T> answer;
        private final long start = System.nanoTime();

        private Call(CompletableFuture<T> answer) {
            this.answer = answer;
        }

        /** Waits until the deadline, which began with the call. What comes later is nobody's concern here. */
        public T await() throws StoreException {
            try {
                long left = limit.toNanos() - (System.nanoTime() - start);
                T result = answer.get(Math.max(0, left), TimeUnit.NANOSECONDS);
                answered();
                return result;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoreException(
                        RedisErrorType.UNKNOWN_ERROR, use + ": interrupted while waiting for the store", e);
            } catch (ExecutionException e) {
                throw failed(e.getCause() == null ? e : e.getCause());
            } catch (TimeoutException | CancellationException e) {
                throw failed(e);
            }
        }
    }
}
