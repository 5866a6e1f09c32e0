package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.internal.cache.key.Tags;
import io.boosterbeacon.redis.internal.cache.read.ReadThrough;
import io.boosterbeacon.redis.internal.config.CacheName;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The caches of an application that are called by their names. Thread-safe. */
public final class NamedCaches {
    private final NamedDefinitions definitions;
    private final ReadThrough readThrough;
    private final ChangingMethods changes;
    private final boolean enabled;
    private final ConcurrentMap<Key, NamedCache> known = new ConcurrentHashMap<>();

    /** All places that call a cache with one type share an object. */
    private record Key(String name, @Nullable Type type) {}

    /** @param enabled false: loaders are called as if there were no caches */
    public NamedCaches(
            NamedDefinitions definitions, ReadThrough readThrough, ChangingMethods changes, boolean enabled) {
        this.definitions = definitions;
        this.readThrough = readThrough;
        this.changes = changes;
        this.enabled = enabled;
    }

    /**
     * The cache that is called at a place.
     *
     * @throws io.boosterbeacon.redis.internal.config.ConfigProblem if that is a mistake, which the deployment has not
     *     seen
     */
    public NamedCache of(CachePoint point) {
        return known.computeIfAbsent(
                new Key(point.name(), point.type()),
                key -> new NamedCache(definitions.of(point), enabled, readThrough, changes));
    }

    /** A place of the deployed application that calls a cache. */
    public Optional<CachePoint> point(String name, String place) {
        return definitions.point(name, place);
    }

    /** The name of a cache in the store. */
    public CacheName name(String name) {
        return definitions.name(name);
    }

    /** The names of all caches of the application that are known. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>(definitions.names());
        known.values().forEach(cache -> names.add(cache.cache().name()));
        return names;
    }

    /**
     * Removes all entries with one of the tags from all caches of the application whose values have tags, after the
     * commit of the caller's transaction if there is one, and waits for the store.
     */
    public void invalidateTags(Collection<String> texts) {
        List<ChangeDefinition> changed = tagInvalidations(texts);
        if (enabled) {
            changes.make(changed, new Object[0]);
        }
    }

    /** The same as {@link #invalidateTags} without waiting. */
    public CompletionStage<@Nullable Void> invalidateTagsAsync(Collection<String> texts) {
        List<ChangeDefinition> changed = tagInvalidations(texts);
        return enabled ? changes.makeAsync(changed, new Object[0]) : CompletableFuture.completedFuture(null);
    }

    private static List<ChangeDefinition> tagInvalidations(Collection<String> texts) {
        return texts.isEmpty()
                ? List.of()
                : List.of(new ChangeDefinition.InvalidateTags(
                        NamedCache.AT_ONCE, null, Tags.ofTexts(texts), NamedCache.CALLED));
    }
}
