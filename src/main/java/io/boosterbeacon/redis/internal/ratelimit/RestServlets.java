package io.boosterbeacon.redis.internal.ratelimit;

import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Knows the servlets of JAX-RS by their names: a servlet of an application has the name of its class, or of
 * {@link Application} if it has none (Jakarta RESTful Web Services § 2.3.2). Thread-safe.
 */
public final class RestServlets {
    private final Map<String, Boolean> known = new ConcurrentHashMap<>();

    /** Whether JAX-RS is known to answer a request. */
    public boolean answer(Caller request) {
        return request.servletName()
                .filter(name -> known.computeIfAbsent(
                        name, each -> isApplication(each, Thread.currentThread().getContextClassLoader())))
                .isPresent();
    }

    static boolean isApplication(String name, @Nullable ClassLoader loader) {
        try {
            return Application.class.isAssignableFrom(Class.forName(name, false, loader));
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
