package io.boosterbeacon.redis.internal.ratelimit.binding;

import io.boosterbeacon.redis.internal.ratelimit.AdmittedCall;
import io.boosterbeacon.redis.internal.ratelimit.Verdict;
import jakarta.enterprise.context.ContextNotActiveException;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

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

    /**
     * Ends the call with the request at the latest, unless the response is asynchronous.
     *
     * @param asynchronous whether the response may be sent after the request's thread has left
     */
    void hold(AdmittedCall call, boolean asynchronous) {
        try {
            request.hold(call, asynchronous);
        } catch (ContextNotActiveException e) {
            // the response ends the call
        }
    }

    /** Runs a method that a filter has counted. If it fails, its call has ended: there may be no response that ends it. */
    @Nullable
    Object runHeld(Callable<@Nullable Object> proceed) throws Exception {
        RequestCounts counts = request.self();
        try {
            Object result = proceed.call();
            if (result instanceof CompletionStage<?> stage) {
                CompletionStage<?> unused = stage.whenComplete((done, failure) -> {
                    if (failure != null) {
                        counts.endAll();
                    }
                });
            }
            return result;
        } catch (Exception | Error e) {
            counts.endAll();
            throw e;
        }
    }

    /**
     * Remembers the names of the policies that are about to decide before JAX-RS, so that they do not decide again.
     *
     * @return false if this is not possible, because CDI is not active in this request
     */
    boolean startEarly(Set<String> policies) {
        try {
            request.setEarly(policies);
            return true;
        } catch (ContextNotActiveException e) {
            return false;
        }
    }

    /** Remembers what the policies have decided before JAX-RS. */
    void rememberEarly(Verdict verdict) {
        request.setEarlyVerdict(verdict);
    }

    /** The names of the policies that have decided before JAX-RS. */
    Set<String> early() {
        try {
            return request.early();
        } catch (ContextNotActiveException e) {
            return Set.of();
        }
    }

    /** What the policies have decided before JAX-RS. */
    Verdict earlyVerdict() {
        try {
            return request.earlyVerdict();
        } catch (ContextNotActiveException e) {
            return Verdict.NONE;
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
