package io.boosterbeacon.redis.internal.cache.key;

import io.boosterbeacon.redis.internal.codec.PropertiesDefaults;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.Spliterator;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rules for collections, maps and other types of the JDK, and for the classes that extend them. */
final class Containers {
    private static final List<Class<?>> WITHOUT_IDENTITY = List.of(
            Iterator.class,
            Enumeration.class,
            Spliterator.class,
            BaseStream.class,
            AutoCloseable.class,
            CompletionStage.class,
            Future.class,
            IdentityHashMap.class);

    /** The package of EclipseLink's lazy collections. Their own fields only lead to the elements. */
    private static final String LAZY_COLLECTIONS = "org.eclipse.persistence.indirection.";

    private Containers() {}

    static boolean isPlatform(Class<?> type) {
        Module module = type.getModule();
        return module.isNamed()
                && (module.getName().startsWith("java.") || module.getName().startsWith("jdk."));
    }

    /**
     * Whether instances of a type cannot be compared by their content: they can be read only once, or represent an
     * external resource.
     */
    static boolean lackIdentity(Class<?> type) {
        return WITHOUT_IDENTITY.stream().anyMatch(each -> each.isAssignableFrom(type));
    }

    /**
     * The reason why the elements of a container do not fully describe it; empty if they do. The interfaces of
     * collections require equality by elements, but a class may compare more, or only identity. Reads the elements,
     * which must not contain the container itself.
     */
    static Optional<String> rejectionReason(Object container) {
        Class<?> type = container.getClass();
        if (PropertiesDefaults.areIn(container)) {
            return Optional.of("it has defaults beside its elements");
        }
        if (!isPlatform(type)) {
            Optional<Field> own = additionalField(type);
            if (own.isPresent()) {
                return Optional.of("it has a field beside its elements: "
                        + own.get().getDeclaringClass().getSimpleName() + "."
                        + own.get().getName());
            }
        }
        return equalsPlainContainer(container)
                ? Optional.empty()
                : Optional.of("it is not equal to a plain collection of its elements");
    }

    /** A field that a class adds to the concrete collection that it extends. The inherited class holds the elements. */
    private static Optional<Field> additionalField(Class<?> type) {
        List<Class<?>> own = new ArrayList<>();
        Class<?> each = type;
        while (each != null && !isPlatform(each)) {
            own.add(each);
            each = each.getSuperclass();
        }
        boolean elsewhere = each != null && each != Object.class && !Modifier.isAbstract(each.getModifiers());
        return elsewhere && !type.getName().startsWith(LAZY_COLLECTIONS)
                ? own.stream()
                        .flatMap(heir -> Stream.of(heir.getDeclaredFields()))
                        // the captured variables of an anonymous class were only used to fill it
                        .filter(field -> !Modifier.isStatic(field.getModifiers()) && !field.isSynthetic())
                        .findFirst()
                : Optional.empty();
    }

    private static boolean equalsPlainContainer(Object container) {
        boolean trusted = isPlatform(container.getClass()) && !isSortedByAComparator(container);
        if (container instanceof Map.Entry<?, ?> pair) {
            return agree(pair, new AbstractMap.SimpleImmutableEntry<>(pair), trusted);
        }
        if (container instanceof Map<?, ?> map) {
            return agree(map, new HashMap<>(map), trusted);
        }
        if (container instanceof Set<?> set) {
            // streamed like in the encoding: an identity map's entry set returns other entry objects to an iterator
            return agree(set, set.stream().collect(Collectors.toCollection(HashSet::new)), trusted);
        }
        return trusted || agree(container, new ArrayList<>((Collection<?>) container), false);
    }

    private static boolean isSortedByAComparator(Object container) {
        return (container instanceof SortedSet<?> set && set.comparator() != null)
                || (container instanceof SortedMap<?, ?> map && map.comparator() != null);
    }

    /**
     * Whether a container equals a plain container of the same elements. A container that compares its elements by
     * identity has another hash code, even inside a wrapper.
     *
     * @param trusted whether the container's {@code equals} is known to compare the elements
     */
    private static boolean agree(Object one, Object plain, boolean trusted) {
        return one.hashCode() == plain.hashCode() && (trusted || (one.equals(plain) && plain.equals(one)));
    }
}
