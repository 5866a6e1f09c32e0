package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.internal.cache.read.ReadThrough;
import io.boosterbeacon.redis.internal.cache.read.ValueFormat;
import io.boosterbeacon.redis.internal.config.Members;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Calls one method with {@code @Cached} that returns several values: returns the cached ones, and calls the method once
 * for those that are missing.
 */
final class BulkMethod {
    private final BulkShape shape;
    private final CachedDefinition definition;
    private final ReadThrough readThrough;

    BulkMethod(BulkShape shape, CachedDefinition definition, ReadThrough readThrough) {
        this.shape = shape;
        this.definition = definition;
        this.readThrough = readThrough;
    }

    /** A key of a call, and the format of its value: that of a call with this key alone. */
    private record Element(@Nullable Object key, ValueFormat format) {}

    /** The index of the parameter with the keys. */
    int parameter() {
        return shape.keys().parameter();
    }

    /** @param keys the argument with the keys */
    Object call(Object[] arguments, Collection<?> keys, Invocation method) throws Throwable {
        List<Element> elements = new ArrayList<>();
        List<CacheEntry.Cached> entries = new ArrayList<>();
        for (Object key : keys) {
            Object[] single = with(arguments, key);
            entries.add(definition.entries().entry(single));
            elements.add(new Element(
                    key, definition.tags().isEmpty() ? definition.untagged(single) : definition.tagged(single)));
        }
        List<@Nullable Object> values = readThrough
                .bulk(entries, position -> elements.get(position).format(), definition.policy())
                .read(missing -> load(arguments, elements, missing, method));
        return shape.map() ? map(elements, values) : values;
    }

    private static Object map(List<Element> elements, List<@Nullable Object> values) {
        Map<@Nullable Object, Object> all = new LinkedHashMap<>();
        for (int i = 0; i < elements.size(); i++) {
            Object value = values.get(i);
            if (value != null) {
                all.put(elements.get(i).key(), value);
            }
        }
        return all;
    }

    private Map<Integer, @Nullable Object> load(
            Object[] arguments, List<Element> elements, Set<Integer> positions, Invocation method) throws Exception {
        List<@Nullable Object> keys = new ArrayList<>(positions.size());
        for (Integer position : positions) {
            Element element = elements.get(position);
            keys.add(element.key());
            if (element.format() instanceof TaggedValues tagged) {
                tagged.begin();
            }
        }
        // a copy, which the method may modify
        Object returned =
                method.proceed(with(arguments, shape.set() ? new LinkedHashSet<>(keys) : new ArrayList<>(keys)));
        List<@Nullable Object> values = shape.map()
                ? values(keys, (Map<?, ?>) required(returned))
                : values(keys, (Collection<?>) required(returned));
        Map<Integer, @Nullable Object> loaded = new HashMap<>();
        Iterator<@Nullable Object> next = values.iterator();
        positions.forEach(position -> loaded.put(position, next.next()));
        return loaded;
    }

    private List<@Nullable Object> values(List<@Nullable Object> keys, Map<?, ?> returned) {
        List<@Nullable Object> values = new ArrayList<>(keys.size());
        keys.forEach(key -> values.add(orNothing(key == null ? ofNull(returned) : returned.get(key))));
        return values;
    }

    /** The value of the key null. Some maps cannot be asked for it. */
    private static @Nullable Object ofNull(Map<?, ?> returned) {
        for (Map.Entry<?, ?> each : returned.entrySet()) {
            if (each.getKey() == null) {
                return each.getValue();
            }
        }
        return null;
    }

    private List<@Nullable Object> values(List<@Nullable Object> keys, Collection<?> returned) {
        List<@Nullable Object> values = new ArrayList<>(returned.size());
        returned.forEach(value -> values.add(orNothing(value)));
        if (values.size() != keys.size()) {
            throw new IllegalStateException(described() + " returned " + values.size() + " values for " + keys.size()
                    + " keys; accepted: one for each key, in their order, and null for a key without a value; or a key"
                    + " template, if the whole answer is one value");
        }
        return values;
    }

    private @Nullable Object orNothing(@Nullable Object value) {
        return value == null ? definition.values().nothing() : value;
    }

    private String described() {
        return Members.describe(definition.entries().method());
    }

    private Object required(@Nullable Object returned) {
        if (returned == null) {
            throw new IllegalStateException(described() + " returned null; accepted: a "
                    + (shape.map() ? "map without the keys that have no value" : "list with a value for each key"));
        }
        return returned;
    }

    /** The arguments with other keys, or with one of the keys. */
    private Object[] with(Object[] arguments, @Nullable Object keys) {
        @Nullable Object[] changed = arguments.clone();
        changed[shape.keys().parameter()] = keys;
        return changed;
    }
}
