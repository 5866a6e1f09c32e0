package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.internal.cache.key.Tags;
import io.boosterbeacon.redis.internal.config.CacheName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The caches of an application whose values have tags, and who puts values into them or invalidates their tags. */
final class TaggedCaches {
    private final Map<String, CacheName> all = new LinkedHashMap<>();
    private final Set<Use> storedWithoutTags = new LinkedHashSet<>();
    private final Set<Use> invalidations = new LinkedHashSet<>();

    private record Use(@Nullable CacheName cache, String place) {}

    void stores(CacheName cache, Tags tags, String place) {
        if (tags.isEmpty()) {
            storedWithoutTags.add(new Use(cache, place));
        } else {
            all.put(cache.id(), cache);
        }
    }

    /** @param cache null: all caches */
    void invalidates(@Nullable CacheName cache, String place) {
        invalidations.add(new Use(cache, place));
    }

    Collection<CacheName> all() {
        return List.copyOf(all.values());
    }

    /** Warnings about values that each tag reaches, and about tags that reach no value. */
    Stream<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (Use use : storedWithoutTags) {
            CacheName cache = Objects.requireNonNull(use.cache());
            if (all.containsKey(cache.id())) {
                warnings.add(use.place() + " stores values without tags in cache \"" + cache.name()
                        + "\", whose values have some elsewhere: each invalidation of tags of the cache removes them;"
                        + " accepted: the same tags");
            }
        }
        for (Use use : invalidations) {
            CacheName cache = use.cache();
            if (cache == null ? all.isEmpty() : !cache.isShared() && !all.containsKey(cache.id())) {
                warnings.add(use.place() + " does nothing: no method of this application gives values of "
                        + (cache == null ? "any cache" : "cache \"" + cache.name() + "\"")
                        + " tags; accepted: a cache with @Cached(tags = …)");
            }
        }
        return warnings.stream();
    }
}
