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
 * Asks the store for readiness.
 *
 * @param application the name of the application: a server shows the readiness of all its applications together
 * @param features what the application uses: it is not ready if Redis refuses commands of one of these
 */
@LibrarySingleton
public record StoreStatus(String application, Store store, Set<StoreFeature> features, HealthSettings settings) {
    private static final String NO_ANSWER = "no answer in time";

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
            if (settings.revocation().audit().enabled()) {
                used.add(StoreFeature.AUDIT);
            }
        }
        return used;
    }

    /**
     * The answer of a store that is reachable.
     *
     * @param latency the time of one round trip
     * @param state what the store reports of itself
     */
    record Answer(Duration latency, Map<String, String> state) {}

    /**
     * Asks the store itself, even while a circuit is open. All answers share one deadline, because the caller of
     * readiness has one, too.
     *
     * @throws StoreException if the store does not answer in time
     */
    Answer query() {
        long began = System.nanoTime();
        CompletableFuture<Duration> latency = store.ping()
                .thenApply(pong -> Duration.ofNanos(System.nanoTime() - began))
                .toCompletableFuture();
        CompletableFuture<Map<String, String>> report = store.inspect()
                .thenApply(found -> found.map(ServerReportText::fields).orElse(Map.of()))
                .toCompletableFuture();
        CompletableFuture<Map<StoreFeature, String>> refusals =
                store.refusals().exceptionally(unanswered -> Map.of()).toCompletableFuture();
        try {
            Duration took = latency.get(settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
            Map<String, String> state =
                    new LinkedHashMap<>(inTime(report, began).orElse(Map.of("state", NO_ANSWER)));
            Optional<Map<StoreFeature, String>> refused = inTime(refusals, began);
            state.putAll(refused.isPresent() ? unusedRefusals(refused.get()) : Map.of("refusals", NO_ANSWER));
            return new Answer(took, state);
        } catch (InterruptedException e) {
            throw CallerInterruptedException.of("readiness", e);
        } catch (ExecutionException | TimeoutException e) {
            throw translated(e);
        }
    }

    private StoreException translated(Exception thrown) {
        return StoreException.of("readiness", settings.timeout(), thrown);
    }

    /** The refusals of features that the application does not need; throws for one that it needs. */
    private Map<String, String> unusedRefusals(Map<StoreFeature, String> refused) {
        Map<String, String> unused = new LinkedHashMap<>();
        refused.forEach((feature, why) -> {
            if (features.contains(feature) && feature.isEssential()) {
                throw new StoreException(RedisErrorType.COMMAND_ERROR, feature.text() + ": " + why, null);
            }
            unused.put("refused." + feature.text(), why);
        });
        return unused;
    }

    /** In a cluster another node may be asked than the one that answered the ping, and that node may be down. */
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
