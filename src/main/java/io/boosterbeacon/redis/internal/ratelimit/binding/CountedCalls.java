package io.boosterbeacon.redis.internal.ratelimit.binding;

import jakarta.enterprise.context.ContextNotActiveException;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Ensures that a call is counted only once: by the filter of its request, or else by an interceptor. Thread-safe. */
public final class CountedCalls {
    private final RequestCounts request;

    /** @param request CDI's proxy of the current request's counts */
    public CountedCalls(RequestCounts request) {
        this.request = request;
    }

    /** Marks a method whose call a filter has counted. JAX-RS is about to make that call. */
    public void markCounted(Method method) {
        try {
            request.byFilter().add(method);
        } catch (ContextNotActiveException e) {
            // without CDI in this request no interceptor will run
        }
    }

    /** Remembers the parameters of the request's path for the beans that the request calls. */
    void rememberPath(Map<String, List<String>> parameters) {
        try {
            request.setPathParameters(parameters);
        } catch (ContextNotActiveException e) {
            // without CDI in this request no interceptor will run
        }
    }

    /**
     * Whether a filter has counted this call. Returns true only once for each request: further calls come from the
     * application and must be counted.
     *
     * @param declarations the called method and those that it overrides
     */
    boolean take(Collection<Method> declarations) {
        try {
            return request.byFilter().removeAll(declarations);
        } catch (ContextNotActiveException e) {
            return false;
        }
    }
}
