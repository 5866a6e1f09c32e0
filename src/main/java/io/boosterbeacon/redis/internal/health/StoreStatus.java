package io.boosterbeacon.redis.internal.health;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.config.HealthSettings;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.StoreGuard;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What readiness looks at. */
public record StoreStatus(Store store, List<StoreGuard> guards, HealthSettings settings) {
    /**
     * A sign of life.
     *
     * @param latency of one round trip
     * @param state what the store tells of itself
     */
    record Answer(Duration latency, Map<String, String> state) {}

    /**
     * Asks the store itself, whatever its circuits say: within one deadline, for whoever asks for readiness has one, too.
     *
     * @throws StoreException without an answer
     */
    Answer ask() {
        long began = System.nanoTime();
        CompletableFuture<Duration> latency = store.ping()
                .thenApply(pong -> Duration.ofNanos(System.nanoTime() - began))
                .toCompletableFuture();
        CompletableFuture<Answer> answer =
                latency.thenCombine(store.inspect(), (took, state) -> new Answer(took, state));
        try {
            return answer.get(settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(RedisErrorType.UNKNOWN_ERROR, "interrupted while waiting for the store", e);
        } catch (TimeoutException e) {
            throw new StoreException(
                    RedisErrorType.TIMEOUT_ERROR,
                    "the store did not answer within " + settings.timeout().toMillis() + " ms",
                    e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StoreException told
                    ? told
                    : new StoreException(RedisErrorType.UNKNOWN_ERROR, "the store failed", e);
        }
    }
}
