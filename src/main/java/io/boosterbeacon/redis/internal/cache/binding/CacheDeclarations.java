package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.internal.cache.key.EntryPlan;
import io.boosterbeacon.redis.internal.cache.key.KeyShape;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The caches of an application by their names, collected at its deployment. Thread-safe. */
public final class CacheDeclarations {
    private final List<CachePoint> points = new CopyOnWriteArrayList<>();
    private final Map<String, List<Reader>> readers = new ConcurrentHashMap<>();

    private final Map<String, List<Stored>> stored = new ConcurrentHashMap<>();
    private final Map<String, List<Keys>> changed = new ConcurrentHashMap<>();

    /** The type that a method or a place stores. */
    record Stored(Type type, String place) {}

    /** The shape of the keys of a method. */
    record Keys(KeyShape shape, String place) {}

    /** A method with {@code @Cached}. */
    record Reader(CachedDefinition read, String place) {}

    /** Adds a place that calls a cache by its name. */
    public void add(CachePoint point) {
        if (!points.contains(point)) {
            points.add(point);
        }
    }

    /**
     * Adds a method that reads a cache.
     *
     * @throws io.boosterbeacon.redis.internal.config.ConfigProblem if it does not agree with another one
     */
    void add(CachedDefinition read, String place) {
        Reader added = new Reader(read, place);
        List<Reader> all = readers.computeIfAbsent(read.entries().cache().name(), name -> new CopyOnWriteArrayList<>());
        all.forEach(known -> CacheAgreement.ofMethods(added, known));
        all.add(added);
    }

    void addStored(String name, Type type, String place) {
        stored.computeIfAbsent(name, each -> new CopyOnWriteArrayList<>()).add(new Stored(type, place));
    }

    void addChange(EntryPlan entries, String place) {
        changed.computeIfAbsent(entries.cache().name(), each -> new CopyOnWriteArrayList<>())
                .add(new Keys(shape(entries), place));
    }

    /** Generators compute one value. */
    private static KeyShape shape(EntryPlan entries) {
        return entries.keys().shape().orElse(KeyShape.ONE_OF_ANY_TYPE);
    }

    List<Stored> stored(String name) {
        return stored.getOrDefault(name, List.of());
    }

    /** The keys of the methods that read a cache, or if there are none, of those that change it. */
    List<Keys> keys(String name) {
        List<Reader> reading = readers(name);
        return reading.isEmpty()
                ? changed.getOrDefault(name, List.of())
                : reading.stream()
                        .map(reader -> new Keys(shape(reader.read().entries()), reader.place()))
                        .toList();
    }

    /** All places that call a cache by its name. */
    public List<CachePoint> points() {
        return List.copyOf(points);
    }

    /** The names of all caches that are called by their name, or read by a method. */
    public Set<String> names() {
        return Stream.concat(points.stream().map(point -> point.name()), readers.keySet().stream())
                .collect(Collectors.toSet());
    }

    Stream<CachePoint> points(String name) {
        return points.stream().filter(point -> point.name().equals(name));
    }

    /** The places that declare the lifetimes of a cache. */
    List<CachePoint> declaring(String name) {
        return points(name).filter(point -> point.own() != null).toList();
    }

    List<Reader> readers(String name) {
        return readers.getOrDefault(name, List.of());
    }
}
