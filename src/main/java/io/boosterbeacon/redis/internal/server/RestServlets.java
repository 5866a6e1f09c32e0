package io.boosterbeacon.redis.internal.server;

import jakarta.ws.rs.core.Application;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Knows the servlets of JAX-RS by their names: a servlet of an application has the name of its class, or of
 * {@link Application} if it has none (Jakarta RESTful Web Services § 2.3.2). Thread-safe.
 */
public final class RestServlets {
    private final Map<String, Boolean> known = new ConcurrentHashMap<>();

    /** Whether JAX-RS is known to answer the requests of a servlet. */
    public boolean answer(Optional<String> servletName) {
        return servletName
                .filter(name -> known.computeIfAbsent(
                        name, each -> isApplication(each, Thread.currentThread().getContextClassLoader())))
                .isPresent();
    }

    /**
     * The applications to which the requests of a servlet may belong.
     *
     * @param types those of the known applications, or all of these if the servlet may belong to any application
     * @param certain whether the name tells the application; if not, it may also be one that is not known
     */
    public record Owner(Collection<Class<?>> types, boolean certain) {}

    /**
     * Finds the application of a servlet.
     *
     * @param known the applications that matter, at least one
     */
    public static Owner owner(String servletName, Collection<Class<?>> known) {
        List<Class<?>> named = known.stream()
                .filter(type -> type.getName().equals(servletName))
                .toList();
        if (!named.isEmpty()
                || isApplication(servletName, known.iterator().next().getClassLoader())) {
            return new Owner(named, true);
        }
        return new Owner(known, false);
    }

    /**
     * Finds the class of the application of a servlet.
     *
     * @param known applications whose classes are not loaded again
     * @return empty if the name does not tell the application
     */
    public static Optional<Class<?>> application(String servletName, Collection<Class<?>> known) {
        return known.stream()
                .filter(type -> type.getName().equals(servletName))
                .findFirst()
                .or(() -> load(servletName, Thread.currentThread().getContextClassLoader()));
    }

    private static boolean isApplication(String name, @Nullable ClassLoader loader) {
        return load(name, loader).isPresent();
    }

    private static Optional<Class<?>> load(String name, @Nullable ClassLoader loader) {
        try {
            Class<?> type = Class.forName(name, false, loader);
            return Application.class.isAssignableFrom(type) ? Optional.of(type) : Optional.empty();
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
    }
}
