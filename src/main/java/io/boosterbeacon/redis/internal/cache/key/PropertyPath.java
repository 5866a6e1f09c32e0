package io.boosterbeacon.redis.internal.cache.key;

import io.boosterbeacon.redis.internal.config.ConfigProblem;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a property path {@code a.b.c} of an object through public accessors: {@code b()}, {@code getB()} or
 * {@code isB()}.
 */
final class PropertyPath {
    private final List<Method> accessors;

    private PropertyPath(List<Method> accessors) {
        this.accessors = List.copyOf(accessors);
    }

    /** Resolves a path against a declared type; empty if the type has no such property. */
    static Optional<PropertyPath> of(Class<?> root, List<String> names) {
        List<Method> accessors = new ArrayList<>();
        Class<?> type = root;
        for (String name : names) {
            Optional<Method> accessor = accessor(type, name);
            if (accessor.isEmpty()) {
                return Optional.empty();
            }
            accessors.add(accessor.get());
            type = accessor.get().getReturnType();
        }
        return Optional.of(new PropertyPath(accessors));
    }

    /** Resolves the path of a placeholder of a template; throws {@link ConfigProblem} if there is no such property. */
    static PropertyPath of(String place, String template, String name, Class<?> root, List<String> names) {
        return of(root, names)
                .orElseThrow(() -> ConfigProblem.of(
                        place, template, "properties that " + root.getName() + " has (not {" + name + "})"));
    }

    private static Optional<Method> accessor(Class<?> type, String name) {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        String capital = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        return Stream.of(name, "get" + capital, "is" + capital)
                .flatMap(candidate -> Stream.of(type.getMethods())
                        .filter(method -> method.getName().equals(candidate)
                                && method.getParameterCount() == 0
                                && method.getReturnType() != void.class
                                && !Modifier.isStatic(method.getModifiers()))
                        // the compiler adds a bridge method with the erased type: prefer the other one
                        .sorted(Comparator.comparing(Method::isBridge)))
                .findFirst();
    }

    /** The type of the last property; empty for an empty path. */
    Optional<Type> type() {
        return accessors.isEmpty()
                ? Optional.empty()
                : Optional.of(accessors.get(accessors.size() - 1).getGenericReturnType());
    }

    /** Reads the property; null if any object on the path is null. */
    @Nullable
    Object read(@Nullable Object root) {
        Object value = root;
        for (Method accessor : accessors) {
            if (value == null) {
                return null;
            }
            value = call(accessor, value);
        }
        return value;
    }

    private static @Nullable Object call(Method accessor, Object target) {
        try {
            // the type itself may be package-private, for example a record in a resource class
            accessor.setAccessible(true);
            return accessor.invoke(target);
        } catch (InvocationTargetException e) {
            throw unreadable(accessor, e.getTargetException());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("cannot read " + accessor, e);
        }
    }

    /**
     * Reports an exception of the application's accessor without its message, which may quote values. The class and the
     * stack trace are kept.
     */
    private static IllegalStateException unreadable(Method accessor, Throwable thrown) {
        IllegalStateException unreadable = new IllegalStateException("cannot read "
                + accessor.getDeclaringClass().getName() + "." + accessor.getName() + "() for a key: it threw "
                + thrown.getClass().getName());
        unreadable.setStackTrace(thrown.getStackTrace());
        return unreadable;
    }
}
