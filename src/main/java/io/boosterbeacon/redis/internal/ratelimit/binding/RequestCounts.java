package io.boosterbeacon.redis.internal.ratelimit.binding;

import io.boosterbeacon.redis.internal.ratelimit.AdmittedCall;
import io.boosterbeacon.redis.internal.ratelimit.Verdict;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What the filters of one request know: the methods that they have counted, what the limits of its path have decided
 * before JAX-RS, and the parameters of the path.
 */
@RequestScoped
public class RequestCounts {
    private final Set<Method> byFilter = ConcurrentHashMap.newKeySet();

    private volatile Set<String> early = Set.of();
    private volatile Verdict earlyVerdict = Verdict.NONE;

    private volatile Map<String, List<String>> pathParameters = Map.of();

    /** The calls that have ended when the request's thread leaves, and those that may end later. */
    private final Queue<AdmittedCall> synchronous = new ConcurrentLinkedQueue<>();

    private final Queue<AdmittedCall> asynchronous = new ConcurrentLinkedQueue<>();

    /** The counted methods that have not been called yet. */
    Set<Method> byFilter() {
        return byFilter;
    }

    /** @param later whether the call may end after the request's thread has left */
    void hold(AdmittedCall call, boolean later) {
        (later ? asynchronous : synchronous).add(call);
    }

    @PreDestroy
    void endSynchronous() {
        synchronous.forEach(AdmittedCall::end);
    }

    /** Ends the calls of this request. */
    void endAll() {
        endSynchronous();
        asynchronous.forEach(AdmittedCall::end);
    }

    /** This object, where the caller has its proxy: for use after the request's thread has left. */
    RequestCounts self() {
        return this;
    }

    /** The names of the policies that have decided before JAX-RS. */
    Set<String> early() {
        return early;
    }

    void setEarly(Set<String> policies) {
        this.early = policies;
    }

    /** What these policies have decided. */
    Verdict earlyVerdict() {
        return earlyVerdict;
    }

    void setEarlyVerdict(Verdict verdict) {
        this.earlyVerdict = verdict;
    }

    /** The parameters of the path, as the request's URI encodes them. */
    Map<String, List<String>> pathParameters() {
        return pathParameters;
    }

    void setPathParameters(Map<String, List<String>> pathParameters) {
        this.pathParameters = pathParameters;
    }
}
