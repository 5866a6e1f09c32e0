package io.boosterbeacon.redis.internal.ratelimit.binding;

import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.RateLimitPolicies;
import io.boosterbeacon.redis.internal.config.RateLimitPolicy;
import io.boosterbeacon.redis.internal.config.Resources;
import io.boosterbeacon.redis.internal.ratelimit.ApplicationLimits;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.Endpoint;
import io.boosterbeacon.redis.internal.ratelimit.MethodLimit;
import io.boosterbeacon.redis.internal.ratelimit.PathPolicies;
import io.boosterbeacon.redis.internal.ratelimit.RateLimitDecider;
import io.boosterbeacon.redis.internal.ratelimit.Verdict;
import io.boosterbeacon.redis.internal.store.CallerInterruptedException;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The limits of resource methods and of paths, for the filters of requests. Thread-safe. */
public final class RequestLimits {
    private final RateLimitPolicies policies;
    private final RateLimitDecider decider;
    private final CountedCalls counted;
    private final ApplicationSettings application;
    private final ApplicationLimits applications;
    private final PathPolicies paths;

    /** @param counted remembers which calls a filter has counted */
    public RequestLimits(
            RateLimitPolicies policies,
            RateLimitDecider decider,
            CountedCalls counted,
            ApplicationSettings application) {
        this.policies = policies;
        this.decider = decider;
        this.counted = counted;
        this.application = application;
        this.applications = new ApplicationLimits(application, policies.applications());
        this.paths = new PathPolicies(application, policies.paths());
    }

    /** The limit of a method; empty if no policy can apply to its requests. */
    public Optional<Limit> of(BeanMethod called) {
        BeanMethod method = called.implementation();
        List<RateLimitPolicy> inForce = policies.of(method.bean(), method.method());
        boolean exempt = policies.isExempt(method.bean(), method.method());
        return inForce.isEmpty() && paths.isEmpty() && (exempt || applications.isEmpty())
                ? Optional.empty()
                : Optional.of(new Limit(
                        Endpoint.of(application, method, inForce),
                        method.carrier(RateLimit.class).isPresent(),
                        !exempt,
                        Resources.isAsynchronous(method.bean(), method.method()),
                        true));
    }

    /** The limit of requests that match no resource; empty if no policy can apply to them. */
    public Optional<Limit> ofUnmatched() {
        return ofRequests(false);
    }

    /** The limit of requests that are refused before their resource is called; empty if no policy can apply to them. */
    public Optional<Limit> ofRefused() {
        return ofRequests(true);
    }

    private Optional<Limit> ofRequests(boolean matched) {
        return paths.isEmpty()
                ? Optional.empty()
                : Optional.of(new Limit(Endpoint.ofRequests(), false, false, false, matched));
    }

    /**
     * Decides one request before JAX-RS, by the policies of its path; waits for the store at most its deadline. Policies
     * that need to know the authenticated caller or the resource decide later, with those of the resource. If these
     * deny the request, the early policies have counted it.
     *
     * @param preflight whether it is a CORS preflight
     * @throws CallerInterruptedException if the thread is interrupted while it waits
     */
    public Verdict decideEarly(Caller caller, boolean preflight) {
        Endpoint early =
                Endpoint.ofRequests().withPaths(paths.of(caller, preflight)).early();
        if (!early.isLimited() || !counted.startEarly(early.policies())) {
            return Verdict.NONE;
        }
        Verdict verdict = decider.decide(early, caller);
        counted.rememberEarly(verdict);
        return verdict;
    }

    /** Whether beans need to know the parameters of the request's path. */
    public boolean needPath() {
        return policies.readPathParameters();
    }

    /**
     * Remembers the parameters of the request's path for the beans that the request calls.
     *
     * @param parameters the values as the URI encodes them, the last parameter of a name first
     */
    public void rememberPath(Map<String, List<String>> parameters) {
        counted.rememberPath(parameters);
    }

    /** The limit of the requests of one method, or of those that match none. */
    public final class Limit {
        private final Endpoint endpoint;
        private final boolean countsPreflights;
        private final boolean ofApplication;
        /** Whether the response may be sent after the request's thread has left. */
        private final boolean asynchronous;
        /** Whether a resource matches the requests. */
        private final boolean matched;

        private Limit(
                Endpoint endpoint,
                boolean countsPreflights,
                boolean ofApplication,
                boolean asynchronous,
                boolean matched) {
            this.endpoint = endpoint;
            this.countsPreflights = countsPreflights;
            this.ofApplication = ofApplication;
            this.asynchronous = asynchronous;
            this.matched = matched;
        }

        /**
         * Tells the interceptor not to count the call that JAX-RS is about to make, because the filter handles its
         * policies.
         */
        public void markCounted() {
            if (endpoint.isLimited()) {
                counted.markCounted(endpoint.method());
            }
        }

        /**
         * Decides one request, by the policies that have not decided before JAX-RS; waits for the store at most its deadline.
         *
         * @param preflight whether it is a CORS preflight: the {@code OPTIONS} requests that browsers send before
         *     requests of another origin. Only a policy of the method itself and one that names the HTTP method count
         *     it
         * @throws CallerInterruptedException if the thread is interrupted while it waits
         */
        public Verdict decide(Caller caller, boolean preflight) {
            Endpoint own = preflight && !countsPreflights ? endpoint.without() : endpoint;
            List<MethodLimit> ofPath = matched ? paths.of(caller, preflight) : paths.ofUnmatched(caller, preflight);
            Endpoint called = own.withPaths(ofPath).except(counted.early());
            if (ofApplication && !preflight) {
                called = called.withApplications(applications.of(caller));
            }
            Verdict verdict = called.isLimited() ? decider.decide(called, caller) : Verdict.NONE;
            if (verdict.call().isOpen()) {
                counted.hold(verdict.call(), asynchronous);
            }
            return verdict.after(counted.earlyVerdict());
        }
    }
}
