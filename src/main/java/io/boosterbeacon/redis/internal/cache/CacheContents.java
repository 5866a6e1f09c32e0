package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.internal.config.CacheName;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import java.lang.invoke.MethodType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the caches of an application hold, by the methods that share them: these must agree. */
public final class CacheContents {
    private final Map<String, Content> contents = new HashMap<>();
    private final Map<String, List<Keys>> read = new HashMap<>();
    private final List<Keys> changed = new ArrayList<>();

    /**
     * Notes what a method stores.
     *
     * @param place where its annotation stands
     * @throws ConfigProblem if another method stores something else: each would drop the other's entries
     */
    void stores(CacheName cache, Type type, String place) {
        String typeName = boxed(type).getTypeName();
        Content known = contents.putIfAbsent(cache.id(), new Content(typeName, place));
        if (known != null && !known.typeName().equals(typeName)) {
            throw new ConfigProblem(place + ": cacheName is \"" + cache.name() + "\", which holds " + known.typeName()
                    + " for " + known.place() + ", and would hold " + typeName
                    + "; accepted: one type for all methods that share a cache");
        }
    }

    /** Notes the keys of a method that reads a cache. */
    void reads(EntryPlan entries, String place) {
        read.computeIfAbsent(entries.cache().id(), id -> new ArrayList<>()).add(new Keys(entries, place));
    }

    /** Notes the keys of a method that changes entries of a cache. */
    void changes(EntryPlan entries, String place) {
        changed.add(new Keys(entries, place));
    }

    /** The changes that reach no entry of any method of the application: an {@code int} is not a {@code long}. */
    public List<String> changesInVain() {
        return changed.stream()
                .filter(change -> !change.entries().cache().isShared())
                .flatMap(change -> inVain(change).stream())
                .toList();
    }

    private Optional<String> inVain(Keys change) {
        CacheName cache = change.entries().cache();
        List<Keys> readers = read.getOrDefault(cache.id(), List.of());
        return readers.isEmpty() || readers.stream().anyMatch(change::meets)
                ? Optional.empty()
                : Optional.of(change.place() + " does nothing: its key is " + change.described()
                        + ", which is never that of an entry of cache \"" + cache.name() + "\"; accepted: "
                        + readers.get(0).described() + ", as for "
                        + readers.get(0).place());
    }

    private static Type boxed(Type type) {
        return type instanceof Class<?> raw ? MethodType.methodType(raw).wrap().returnType() : type;
    }

    private record Content(String typeName, String place) {}

    private record Keys(EntryPlan entries, String place) {
        boolean meets(Keys other) {
            Optional<KeyShape> one = entries.keys().shape();
            Optional<KeyShape> another = other.entries().keys().shape();
            return one.isEmpty() || another.isEmpty() || one.get().meets(another.get());
        }

        String described() {
            return entries.keys().shape().map(KeyShape::toString).orElse(KeyShape.ANY);
        }
    }
}
