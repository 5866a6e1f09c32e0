package io.boosterbeacon.redis.internal.store.local.replica;

import io.boosterbeacon.redis.internal.concurrent.Timers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Calls of the store that nobody waits for. */
final class Calls {
    private Calls() {}

    /** Calls the store; fails if there is no answer within the limit, and does not throw. */
    static <T> CompletableFuture<T> answer(Timers timers, Duration limit, Supplier<CompletionStage<T>> call) {
        try {
            return timers.withTimeout(call.get(), limit);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    static <T> CompletableFuture<T> done(T result) {
        return CompletableFuture.completedFuture(result);
    }
}
