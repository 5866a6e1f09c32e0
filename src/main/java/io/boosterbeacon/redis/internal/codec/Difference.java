package io.boosterbeacon.redis.internal.codec;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Compares a written value with the value that was read back, by class and by the state of their fields: most classes
 * do not define {@code equals}, and that of an entity often compares only its id. Collections are compared by kind
 * (list, set, map), order and elements, because JSON keeps no more of them. Transient fields are ignored.
 */
final class Difference {
    private final IdentityHashMap<Object, Object> compared = new IdentityHashMap<>();

    private final Function<Class<?>, Optional<String>> refusal;

    private Difference(Function<Class<?>, Optional<String>> refusal) {
        this.refusal = refusal;
    }

    /**
     * Describes where two values differ, without their content; empty if they are the same.
     *
     * @param refusal why objects of a class of the application must not be in a value; empty if they may
     */
    static Optional<String> between(Object written, Object read, Function<Class<?>, Optional<String>> refusal) {
        return Optional.ofNullable(
                new Difference(refusal).find(written, read, written.getClass().getName()));
    }

    static boolean definesEquals(Class<?> type) {
        try {
            return type.getMethod("equals", Object.class).getDeclaringClass() != Object.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every class has equals", e);
        }
    }

    private @Nullable String find(@Nullable Object a, @Nullable Object b, String place) {
        if (a == b) {
            return null;
        }
        if (a == null || b == null) {
            return place + (b == null ? " is lost" : " is null, and is read as a value");
        }
        if (a instanceof Optional<?> optional && b instanceof Optional<?> other) {
            return find(optional.orElse(null), other.orElse(null), place);
        }
        if (a instanceof Map<?, ?> map && b instanceof Map<?, ?> other) {
            return compared.put(a, b) == null ? maps(map, other, place) : null;
        }
        if (a instanceof Collection<?> collection && b instanceof Collection<?> other) {
            return compared.put(a, b) == null ? collections(collection, other, place) : null;
        }
        if (a instanceof Map.Entry<?, ?> entry && b instanceof Map.Entry<?, ?> other) {
            String difference = find(entry.getKey(), other.getKey(), place);
            return difference == null ? find(entry.getValue(), other.getValue(), place) : difference;
        }
        if (JdkClasses.contains(a.getClass())
                && JdkClasses.contains(b.getClass())
                && !a.getClass().isArray()) {
            return Scalars.areEqual(a, b) ? null : changed(a, b, place);
        }
        if (a.getClass() != b.getClass()) {
            return changed(a, b, place);
        }
        if (compared.put(a, b) != null) {
            return null;
        }
        return a.getClass().isArray() ? arrays(a, b, place) : fields(a, b);
    }

    private static String changed(Object a, Object b, String place) {
        return a.getClass() == b.getClass()
                ? place + " is read as another value"
                : place + " is read as " + b.getClass().getName()
                        + (place.equals(a.getClass().getName())
                                ? ""
                                : " instead of " + a.getClass().getName());
    }

    private @Nullable String arrays(Object a, Object b, String place) {
        if (a.getClass().getComponentType().isPrimitive()) {
            return Objects.deepEquals(a, b) ? null : place + " is read as another array";
        }
        int length = Array.getLength(a);
        String difference = length == Array.getLength(b) ? null : place + " is read with another length";
        for (int i = 0; i < length && difference == null; i++) {
            difference = find(Array.get(a, i), Array.get(b, i), place);
        }
        return difference;
    }

    private @Nullable String collections(Collection<?> a, Collection<?> b, String place) {
        boolean sameKind = a instanceof Set == b instanceof Set
                && (a instanceof List
                        ? b instanceof List
                        : !(a instanceof Queue)
                                || (a instanceof Deque && b instanceof Deque)
                                || a.getClass() == b.getClass());
        if (!sameKind) {
            return changed(a, b, place);
        }
        Comparator<?> order = a instanceof SortedSet<?> sorted ? sorted.comparator() : null;
        Comparator<?> other = b instanceof SortedSet<?> sorted ? sorted.comparator() : null;
        String difference = containers(a, b, order, other, place);
        if (difference == null && a.size() != b.size()) {
            difference = place + " is read with another size";
        }
        Iterator<?> second = b.iterator();
        for (Iterator<?> first = a.iterator(); difference == null && first.hasNext(); ) {
            difference =
                    second.hasNext() ? find(first.next(), second.next(), place) : place + " is read with another size";
        }
        return difference;
    }

    private @Nullable String maps(Map<?, ?> a, Map<?, ?> b, String place) {
        Comparator<?> order = a instanceof SortedMap<?, ?> sorted ? sorted.comparator() : null;
        Comparator<?> other = b instanceof SortedMap<?, ?> sorted ? sorted.comparator() : null;
        String difference = lookUps(a, b, place);
        if (difference == null) {
            difference = containers(a, b, order, other, place);
        }
        if (difference == null && a.size() != b.size()) {
            difference = place + " is read with another size";
        }
        Iterator<? extends Map.Entry<?, ?>> second = b.entrySet().iterator();
        for (Map.Entry<?, ?> entry : a.entrySet()) {
            if (difference != null || !second.hasNext()) {
                return difference;
            }
            difference = find(entry, second.next(), place);
        }
        return difference;
    }

    /** Describes why maps with the same entries may return different values for a key. */
    private static @Nullable String lookUps(Map<?, ?> a, Map<?, ?> b, String place) {
        if (PropertiesDefaults.areIn(a)) {
            return place + " is read without its defaults";
        }
        return a instanceof IdentityHashMap && !(b.isEmpty() && b instanceof IdentityHashMap)
                ? place + " finds its keys by identity, and is read with other ones"
                : null;
    }

    /** Compares what containers have besides their elements: a comparator, and fields that a subclass adds. */
    private @Nullable String containers(
            Object a, Object b, @Nullable Comparator<?> order, @Nullable Comparator<?> other, String place) {
        if (!Objects.equals(order, other)) {
            return place + " is read without its comparator";
        }
        if (a.getClass() == b.getClass()) {
            return ownFields(a, b);
        }
        return InstanceFields.extendContainer(a.getClass()) ? changed(a, b, place) : null;
    }

    private @Nullable String fields(Object a, Object b) {
        Optional<String> refused = refusal.apply(a.getClass());
        if (refused.isPresent()) {
            return refused.get();
        }
        return InstanceFields.areIncomplete(a.getClass()) && !(definesEquals(a.getClass()) && a.equals(b))
                ? a.getClass().getName()
                        + " has state that cannot be compared, and its equals does not say that it is read as it was"
                : ownFields(a, b);
    }

    private @Nullable String ownFields(Object a, Object b) {
        for (Field field : InstanceFields.of(a.getClass())) {
            try {
                String place = field.getDeclaringClass().getName() + "." + field.getName();
                String difference = find(field.get(a), field.get(b), place);
                if (difference != null) {
                    return difference;
                }
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
        return null;
    }
}
