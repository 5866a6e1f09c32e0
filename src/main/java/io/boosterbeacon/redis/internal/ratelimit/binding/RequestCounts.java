package io.boosterbeacon.redis.internal.ratelimit.binding;

import io.boosterbeacon.redis.internal.ratelimit.AdmittedCall;
import io.boosterbeacon.redis.internal.ratelimit.Endpoint;
import io.boosterbeacon.redis.internal.ratelimit.Verdict;
import jakarta.servlet.ServletRequest;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the filters of one request know: the methods that they have counted, what the limits of its path have decided
 * before JAX-RS, the parameters of the path, and the calls that end with the request. It is an attribute of the request.
 * Thread-safe, because a request may be handled by several threads.
 */
public final class RequestCounts {
    private static final String ATTRIBUTE = RequestCounts.class.getName();
    private static final Endpoint NOTHING = Endpoint.ofRequests();

    private final Set<Method> byFilter = ConcurrentHashMap.newKeySet(2);
    private final Queue<AdmittedCall> calls = new ConcurrentLinkedQueue<>();

    private volatile Endpoint early = NOTHING;
    private volatile Verdict earlyVerdict = Verdict.NONE;
    private volatile Map<String, List<String>> pathParameters = Map.of();

    /** The counts of a request. */
    public static RequestCounts of(ServletRequest request) {
        RequestCounts known = find(request);
        if (known != null) {
            return known;
        }
        RequestCounts counts = new RequestCounts();
        request.setAttribute(ATTRIBUTE, counts);
        return counts;
    }

    /** The counts of a request; null if there are none. */
    public static @Nullable RequestCounts find(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof RequestCounts known ? known : null;
    }

    /** Marks a method whose call a filter has counted. JAX-RS is about to make that call. */
    void markCounted(Method method) {
        byFilter.add(method);
    }

    /**
     * Whether a filter has counted this call. Returns true only once for each request: further calls come from the
     * application and must be counted.
     *
     * @param declarations the called method and those that it overrides
     */
    boolean take(Collection<Method> declarations) {
        return byFilter.removeAll(declarations);
    }

    /** Ends a call with the request at the latest. */
    void hold(AdmittedCall call) {
        calls.add(call);
    }

    /** Whether the end of the request is the end of a call. */
    public boolean isHolding() {
        return !calls.isEmpty();
    }

    /** The calls that end with the request, the latest last. */
    Stream<AdmittedCall> calls() {
        return calls.stream();
    }

    /** Runs a method that the filters have counted. Beans that settle the cost of its call are told why it has failed. */
    @Nullable
    Object run(Callable<@Nullable Object> proceed) throws Exception {
        try {
            Object result = proceed.call();
            if (result instanceof CompletionStage<?> stage) {
                CompletionStage<?> unused = stage.whenComplete((done, failure) -> {
                    if (failure != null) {
                        methodFailed(failure);
                    }
                });
            }
            return result;
        } catch (Exception | Error e) {
            methodFailed(e);
            throw e;
        }
    }

    private void methodFailed(Throwable failure) {
        calls.forEach(call -> call.methodFailed(failure));
    }

    /** Ends the calls of the request with its response. Calls that have ended before are left alone. */
    public void finish(int status) {
        end(call -> call.finish(status));
    }

    /** Ends the calls as {@link #finish}, because the request has failed. */
    public void fail(@Nullable Throwable failure) {
        end(call -> call.fail(failure));
    }

    /** Ends the calls as {@link #finish}, because the client has hung up. */
    public void abort() {
        end(AdmittedCall::abort);
    }

    private void end(Consumer<AdmittedCall> end) {
        AdmittedCall call = calls.poll();
        while (call != null) {
            end.accept(call);
            call = calls.poll();
        }
    }

    /** Remembers the policies that are about to count before JAX-RS, so that their counts do not count again. */
    void setEarly(Endpoint early) {
        this.early = early;
    }

    /** The policies that have counted before JAX-RS. */
    Endpoint early() {
        return early;
    }

    void setEarlyVerdict(Verdict verdict) {
        this.earlyVerdict = verdict;
    }

    /** What the policies have decided before JAX-RS. */
    Verdict earlyVerdict() {
        return earlyVerdict;
    }

    /** Remembers the parameters of the path for the beans that the request calls, as the request's URI encodes them. */
    void setPathParameters(Map<String, List<String>> pathParameters) {
        this.pathParameters = pathParameters;
    }

    Map<String, List<String>> pathParameters() {
        return pathParameters;
    }
}
