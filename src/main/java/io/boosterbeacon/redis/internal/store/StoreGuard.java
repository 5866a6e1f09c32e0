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
 * tells once when the store stops answering and once when it answers again. Thread-safe.
 */
public final class StoreGuard {
    private final String use;
    private final Duration limit;
    private final Deadlines deadlines;
    private final Consumer<Object> events;
    private final LongSupplier nanos;
    private final AtomicReference<@Nullable Long> degradedSince = new AtomicReference<>();

    /**
     * @param use {@code cache}, {@code ratelimit} or {@code revocation}
     * @param limit the deadline of each call
     * @param nanos a clock like {@link System#nanoTime}
     */
    public StoreGuard(String use, Duration limit, Deadlines deadlines, Consumer<Object> events, LongSupplier nanos) {
        this.use = use;
        this.limit = limit;
        this.deadlines = deadlines;
        this.events = events;
        this.nanos = nanos;
    }

    /** Calls and waits. */
    public <T> T await(Supplier<? extends CompletionStage<T>> call) throws StoreException {
        CompletableFuture<T> answer = begin(call);
        try {
            T result = answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            answered();
            return result;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer.cancel(true);
            throw new StoreException(
                    RedisErrorType.UNKNOWN_ERROR, use + ": interrupted while waiting for the store", e);
        } catch (ExecutionException e) {
            throw failed(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw failed(e);
        } catch (CancellationException e) {
            throw failed(e);
        }
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
        if (degradedSince.get() != null) {
            Long since = degradedSince.getAndSet(null);
            if (since != null) {
                events.accept(new StoreRecovered(use, Duration.ofNanos(nanos.getAsLong() - since)));
            }
        }
    }

    private StoreException failed(Throwable failure) {
        StoreException told = told(failure);
        if (told.type() == RedisErrorType.COMMAND_ERROR) {
            // the store answers, it only refuses this command; the caller's policy decides all the same
            return told;
        }
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
}
