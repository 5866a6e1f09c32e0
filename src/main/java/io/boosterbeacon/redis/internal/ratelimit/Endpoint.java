package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.RateLimitPolicy;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is called, with its policies: a method, or requests of which no method is known. Overloaded methods, and beans
 * that inherit the same method, are counted separately.
 */
public final class Endpoint {
    /** The name of requests that match no resource, or that are decided before it is known which. */
    private static final String REQUESTS = "requests of a path";

    private final @Nullable Method method;
    private final String name;
    private final List<MethodLimit> limits;
    private final boolean needsEnd;

    /** Found once: most requests have no other policies than those of their method. */
    private volatile @Nullable Endpoint before;

    private volatile @Nullable Endpoint after;

    private Endpoint(@Nullable Method method, String name, List<MethodLimit> limits) {
        this.method = method;
        this.name = name;
        this.limits = limits;
        this.needsEnd = limits.stream().anyMatch(MethodLimit::needsEnd);
    }

    /**
     * Creates the endpoint of a method.
     *
     * @param application part of the names of the counters, because classes of other applications may have the same
     *     name
     * @param policies in the order of the annotations; may be empty
     */
    public static Endpoint of(ApplicationSettings application, BeanMethod called, List<RateLimitPolicy> policies) {
        return new Endpoint(
                called.method(),
                called.name(),
                policies.stream()
                        .map(policy -> MethodLimit.of(application, called, policy))
                        .toList());
    }

    /** Requests that match no resource, or none yet. */
    public static Endpoint ofRequests() {
        return new Endpoint(null, REQUESTS, List.of());
    }

    /**
     * The same endpoint with further policies before its own. A count that several of them share is one: its own policy
     * stands for it, or else the first of the others.
     */
    public Endpoint with(List<MethodLimit> further) {
        if (further.isEmpty()) {
            return this;
        }
        List<MethodLimit> all = new ArrayList<>(further.size() + limits.size());
        for (MethodLimit limit : further) {
            if (!counts(limits, limit) && !counts(all, limit)) {
                all.add(limit);
            }
        }
        all.addAll(limits);
        return new Endpoint(method, name, all);
    }

    private static boolean counts(List<MethodLimit> limits, MethodLimit limit) {
        return limits.stream().anyMatch(each -> each.hasCountOf(limit));
    }

    /** The same endpoint without policies of its own. */
    public Endpoint without() {
        return new Endpoint(method, name, List.of());
    }

    /** The same endpoint without the policies that share a count with one of another endpoint. */
    public Endpoint except(Endpoint counted) {
        return counted.limits.isEmpty() ? this : filtered(limit -> !counts(counted.limits, limit));
    }

    /** The same endpoint with only the policies that count a request. */
    public Endpoint counting(Caller caller) {
        return filtered(limit -> !limit.skips(caller));
    }

    /** The same endpoint with only the policies that can decide before JAX-RS. */
    public Endpoint early() {
        return filtered(MethodLimit::isEarly);
    }

    /** The same endpoint with only the policies that can decide before the caller is authenticated. */
    public Endpoint beforeAuthentication() {
        Endpoint known = before;
        if (known == null) {
            known = filtered(MethodLimit::needsNoIdentity);
            before = known;
        }
        return known;
    }

    /** The same endpoint with only the policies that cannot decide before the caller is authenticated. */
    public Endpoint afterAuthentication() {
        Endpoint known = after;
        if (known == null) {
            known = filtered(limit -> !limit.needsNoIdentity());
            after = known;
        }
        return known;
    }

    private Endpoint filtered(Predicate<MethodLimit> accepted) {
        return new Endpoint(method, name, limits.stream().filter(accepted).toList());
    }

    public boolean isLimited() {
        return !limits.isEmpty();
    }

    /** The called method; fails for requests of which none is known. */
    public Method method() {
        if (method == null) {
            throw new IllegalStateException(name + " have no method");
        }
        return method;
    }

    /** The called method; empty for requests that match no resource, or not yet. */
    Optional<Method> calledMethod() {
        return Optional.ofNullable(method);
    }

    /** {@code <class>/<method>}, for people. */
    public String name() {
        return name;
    }

    /** Whether permits depend on the end of a call. */
    boolean needsEnd() {
        return needsEnd;
    }

    List<MethodLimit> limits() {
        return limits;
    }
}
