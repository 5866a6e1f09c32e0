package io.boosterbeacon.redis.internal.health;

import io.boosterbeacon.redis.internal.config.HealthSettings;
import io.boosterbeacon.redis.internal.store.CallerInterruptedException;
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
import java.util.function.Supplier;

/**
 * What readiness looks at.
 *
 * @param application its name: a server asks for the readiness of all its applications at once
 * @param revocations what there is to know of revocations, by name
 */
public record StoreStatus(
        String application,
        Store store,
        List<StoreGuard> guards,
        Supplier<Map<String, String>> revocations,
        HealthSettings settings) {
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
        CompletableFuture<Map<String, String>> state = store.inspect().toCompletableFuture();
        try {
            Duration took = latency.get(settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
            return new Answer(took, inTime(state, settings.timeout().minusNanos(System.nanoTime() - began)));
        } catch (InterruptedException e) {
            throw CallerInterruptedException.of("readiness", e);
        } catch (ExecutionException | TimeoutException e) {
            throw told(e);
        }
    }

    private StoreException told(Exception thrown) {
        return StoreException.of("readiness", settings.timeout(), thrown);
    }

    /** In a cluster, another node is asked than the one that has given the sign of life: it may be the one that is away. */
    private static Map<String, String> inTime(CompletableFuture<Map<String, String>> state, Duration left)
            throws InterruptedException, ExecutionException {
        try {
            return state.get(Math.max(0, left.toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return Map.of("state", "not told in time");
        }
    }
}
