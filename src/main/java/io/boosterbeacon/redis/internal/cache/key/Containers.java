package io.boosterbeacon.redis.internal.cache.key;

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
import java.util.Set;
import java.util.Spliterator;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

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
     * Whether a container is what its elements are. The interfaces demand it; a class of somebody's own may have more to
     * its equality, or nothing but its identity.
     */
    static boolean isItsElements(Object container) {
        if (isPlatform(container.getClass())) {
            return true;
        }
        if (container instanceof Map.Entry<?, ?> pair) {
            return agree(pair, new AbstractMap.SimpleImmutableEntry<>(pair));
        }
        if (container instanceof Map<?, ?> map) {
            return agree(map, new HashMap<>(map));
        }
        return container instanceof Set<?> set
                ? agree(set, new HashSet<>(set))
                : agree(container, new ArrayList<>((Collection<?>) container));
    }

    private static boolean agree(Object one, Object other) {
        return one.equals(other) && other.equals(one);
    }
}
