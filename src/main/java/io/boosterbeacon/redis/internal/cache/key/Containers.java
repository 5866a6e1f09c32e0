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

/** What is told of the types of the JDK, and of the classes that extend them, without looking into them. */
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

    /** EclipseLink's, whose fields are the way to the elements. */
    private static final String LAZY_COLLECTIONS = "org.eclipse.persistence.indirection.";

    private Containers() {}

    static boolean isPlatform(Class<?> type) {
        Module module = type.getModule();
        return module.isNamed()
                && (module.getName().startsWith("java.") || module.getName().startsWith("jdk."));
    }

    /** Whether no instance of a type can be told from others: it is read once, or stands for something outside. */
    static boolean areWithoutIdentity(Class<?> type) {
        return WITHOUT_IDENTITY.stream().anyMatch(each -> each.isAssignableFrom(type));
    }

    /**
     * Why a container is more than its elements; empty if they are all that it is. The interfaces demand that of it, but a
     * class may have more to its equality, or nothing but its identity. Reads the elements, which must not contain it.
     */
    static Optional<String> refusal(Object container) {
        Class<?> type = container.getClass();
        if (PropertiesDefaults.areIn(container)) {
            return Optional.of("it has defaults beside its elements");
        }
        if (!isPlatform(type)) {
            Optional<Field> own = ofItsOwn(type);
            if (own.isPresent()) {
                return Optional.of("it has a field beside its elements: "
                        + own.get().getDeclaringClass().getSimpleName() + "."
                        + own.get().getName());
            }
        }
        return isItsElements(container)
                ? Optional.empty()
                : Optional.of("it is not equal to a plain collection of its elements");
    }

    /** A field of a class that has its elements elsewhere: in the concrete collection that it extends. */
    private static Optional<Field> ofItsOwn(Class<?> type) {
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
                        // what an anonymous class holds on to has filled it
                        .filter(field -> !Modifier.isStatic(field.getModifiers()) && !field.isSynthetic())
                        .findFirst()
                : Optional.empty();
    }

    private static boolean isItsElements(Object container) {
        boolean trusted = isPlatform(container.getClass()) && !isSortedByAComparator(container);
        if (container instanceof Map.Entry<?, ?> pair) {
            return agree(pair, new AbstractMap.SimpleImmutableEntry<>(pair), trusted);
        }
        if (container instanceof Map<?, ?> map) {
            return agree(map, new HashMap<>(map), trusted);
        }
        if (container instanceof Set<?> set) {
            // streamed as they were encoded: the entries of an identity map are others when they are iterated
            return agree(set, set.stream().collect(Collectors.toCollection(HashSet::new)), trusted);
        }
        return trusted || agree(container, new ArrayList<>((Collection<?>) container), false);
    }

    private static boolean isSortedByAComparator(Object container) {
        return (container instanceof SortedSet<?> set && set.comparator() != null)
                || (container instanceof SortedMap<?, ?> map && map.comparator() != null);
    }

    /**
     * Whether a container behaves as a plain one. What goes by the identity of its elements, under whatever wrapper, has
     * another hash code.
     *
     * @param trusted to be equal to what has the same elements, if it compares them by {@code equals}
     */
    private static boolean agree(Object one, Object plain, boolean trusted) {
        return one.hashCode() == plain.hashCode() && (trusted || (one.equals(plain) && plain.equals(one)));
    }
}
