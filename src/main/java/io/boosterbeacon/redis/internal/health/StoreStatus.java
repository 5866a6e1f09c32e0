package io.boosterbeacon.redis.internal.health;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.config.HealthSettings;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.server.LibrarySingleton;
import io.boosterbeacon.redis.internal.server.OptionalApi;
import io.boosterbeacon.redis.internal.store.CallerInterruptedException;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.StoreFeature;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What readiness looks at.
 *
 * @param application its name: a server asks for the readiness of all its applications at once
 * @param features what the application uses: only what is refused of these makes it not ready
 */
@LibrarySingleton
public record StoreStatus(String application, Store store, Set<StoreFeature> features, HealthSettings settings) {
    private static final String LATE = "not told in time";

    @Inject
    StoreStatus(Store store, Settings settings) {
        this(settings.application().name(), store, features(settings), settings.health());
    }

    private static Set<StoreFeature> features(Settings settings) {
        Set<StoreFeature> used = EnumSet.noneOf(StoreFeature.class);
        if (settings.cache().enabled()) {
            used.add(StoreFeature.CACHE);
        }
        if (settings.rateLimit().enabled()) {
            used.add(StoreFeature.RATELIMIT);
        }
        if (settings.revocation().enabled() && OptionalApi.MP_JWT.isPresent()) {
            used.add(StoreFeature.REVOCATION);
        }
        return used;
    }

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
        CompletableFuture<Map<String, String>> state = store.inspect()
                .thenApply(report -> report.map(ServerReportText::fields).orElse(Map.of()))
                .toCompletableFuture();
        CompletableFuture<Map<StoreFeature, String>> refusals =
                store.refusals().exceptionally(unanswered -> Map.of()).toCompletableFuture();
        try {
            Duration took = latency.get(settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
            Map<String, String> told = new LinkedHashMap<>(inTime(state, began).orElse(Map.of("state", LATE)));
            Optional<Map<StoreFeature, String>> refused = inTime(refusals, began);
            told.putAll(refused.isPresent() ? decided(refused.get()) : Map.of("refusals", LATE));
            return new Answer(took, told);
        } catch (InterruptedException e) {
            throw CallerInterruptedException.of("readiness", e);
        } catch (ExecutionException | TimeoutException e) {
            throw told(e);
        }
    }

    private StoreException told(Exception thrown) {
        return StoreException.of("readiness", settings.timeout(), thrown);
    }

    /** Fails for what is used; tells of the rest. */
    private Map<String, String> decided(Map<StoreFeature, String> refused) {
        Map<String, String> unused = new LinkedHashMap<>();
        refused.forEach((feature, why) -> {
            if (features.contains(feature)) {
                throw new StoreException(RedisErrorType.COMMAND_ERROR, feature.text() + ": " + why, null);
            }
            unused.put("refused." + feature.text(), why);
        });
        return unused;
    }

    /** In a cluster, another node is asked than the one that has given the sign of life: it may be the one that is away. */
    private <T> Optional<T> inTime(CompletableFuture<T> answer, long began)
            throws InterruptedException, ExecutionException {
        long left = settings.timeout().toNanos() - (System.nanoTime() - began);
        try {
            return Optional.of(answer.get(Math.max(0, left), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        }
    }
}
