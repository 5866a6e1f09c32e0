package io.boosterbeacon.redis.internal.ratelimit.binding;

import jakarta.enterprise.context.ContextNotActiveException;
import java.lang.reflect.Method;
import java.util.Collection;

/** Sees to it that a call is counted once: by the filter of its request, else by an interceptor. Thread-safe. */
public final class CountedCalls {
    private final RequestCounts request;

    /** @param request CDI's proxy of the current request's */
    public CountedCalls(RequestCounts request) {
        this.request = request;
    }

    /** A filter has counted the call of a method that JAX-RS is about to make. */
    public void byFilter(Method method) {
        try {
            request.byFilter().add(method);
        } catch (ContextNotActiveException e) {
            // no CDI in this request: no interceptor, either
        }
    }

    /**
     * Whether a filter has counted the call that is about to be made. True once: further calls are the application's own.
     *
     * @param declarations of the method that is called
     */
    boolean take(Collection<Method> declarations) {
        try {
            return request.byFilter().removeAll(declarations);
        } catch (ContextNotActiveException e) {
            return false;
        }
    }
}
