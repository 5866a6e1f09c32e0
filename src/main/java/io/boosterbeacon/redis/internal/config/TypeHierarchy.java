package io.boosterbeacon.redis.internal.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds the supertypes of a class. */
public final class TypeHierarchy {
    private TypeHierarchy() {}

    /**
     * The class, its superclasses, then its interfaces, each before the interfaces that it extends; without
     * {@code Object}.
     */
    public static List<Class<?>> of(Class<?> type) {
        List<Class<?>> types = new ArrayList<>();
        Set<Class<?>> interfaces = new LinkedHashSet<>();
        Deque<Class<?>> unread = new ArrayDeque<>();
        for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
            types.add(each);
            unread.addAll(List.of(each.getInterfaces()));
        }
        while (!unread.isEmpty()) {
            Class<?> next = unread.remove();
            if (interfaces.add(next)) {
                unread.addAll(List.of(next.getInterfaces()));
            }
        }
        interfaces.removeAll(types);
        while (!interfaces.isEmpty()) {
            Class<?> next = interfaces.stream()
                    .filter(one -> interfaces.stream().noneMatch(other -> other != one && one.isAssignableFrom(other)))
                    .findFirst()
                    .orElseThrow();
            types.add(next);
            interfaces.remove(next);
        }
        return types;
    }
}
