package io.boosterbeacon.redis.internal.service;

import io.boosterbeacon.redis.cache.Cache;
import io.boosterbeacon.redis.cache.CacheStatistics;
import io.boosterbeacon.redis.cache.Caches;
import io.boosterbeacon.redis.internal.cache.binding.CachePoint;
import io.boosterbeacon.redis.internal.cache.binding.NamedCache;
import io.boosterbeacon.redis.internal.cache.binding.NamedCaches;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import io.boosterbeacon.redis.internal.telemetry.CacheCounters;
import jakarta.enterprise.util.TypeLiteral;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Finds caches by their names. */
public final class StoreCaches implements Caches {
    private final NamedCaches caches;
    private final CacheCounters counters;

    /** @param counters listen to the telemetry, unless nobody asks for statistics */
    public StoreCaches(NamedCaches caches, CacheCounters counters) {
        this.caches = caches;
        this.counters = counters;
    }

    @Override
    public <V> Cache<V> get(String name, Class<V> type) {
        return find(name, type);
    }

    @Override
    public <V> Cache<V> get(String name, TypeLiteral<V> type) {
        return find(name, type.getType());
    }

    private <V> Cache<V> find(String name, Type type) {
        try {
            return created(new CachePoint("Caches.get", name, null, type), null);
        } catch (ConfigProblem e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * The cache that is called at a place.
     *
     * @param injected finds it again if it was serialized
     */
    public <V> StoreCache<V> of(CachePoint point, InjectedCaches injected) {
        return created(point, new InjectedCaches.Reference(injected, point.name(), point.place(), false));
    }

    private <V> StoreCache<V> created(CachePoint point, InjectedCaches.@Nullable Reference reference) {
        NamedCache cache = caches.of(point);
        return new StoreCache<>(
                cache, () -> counters.of(cache.cache().name(), cache.cache().id()), reference);
    }

    /** See {@link InjectedCaches#find}. */
    public StoreCache<?> find(InjectedCaches.Reference reference) {
        CachePoint point = caches.point(reference.name(), reference.place())
                .orElseThrow(() -> new IllegalStateException("cache \"" + reference.name()
                        + "\" cannot be activated: the application has no " + reference.place()));
        return created(point, reference);
    }

    @Override
    public void invalidateTags(String... tags) {
        caches.invalidateTags(List.of(tags));
    }

    @Override
    public CompletionStage<@Nullable Void> invalidateTagsAsync(String... tags) {
        return caches.invalidateTagsAsync(List.of(tags));
    }

    @Override
    public Map<String, CacheStatistics> statistics() {
        Map<String, CacheStatistics> statistics = new TreeMap<>();
        for (String name : caches.names()) {
            statistics.put(name, counters.of(name, caches.name(name).id()));
        }
        for (String name : counters.names()) {
            statistics.computeIfAbsent(
                    name, used -> counters.of(used, caches.name(used).id()));
        }
        return statistics;
    }
}
