package io.boosterbeacon.redis.internal.ratelimit.binding;

import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.RateLimitPolicies;
import io.boosterbeacon.redis.internal.config.RateLimitPolicy;
import io.boosterbeacon.redis.internal.ratelimit.ApplicationLimits;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.Endpoint;
import io.boosterbeacon.redis.internal.ratelimit.MethodLimit;
import io.boosterbeacon.redis.internal.ratelimit.PathPolicies;
import io.boosterbeacon.redis.internal.ratelimit.RateLimitDecider;
import io.boosterbeacon.redis.internal.ratelimit.Verdict;
import io.boosterbeacon.redis.internal.server.RestServlets;
import io.boosterbeacon.redis.internal.store.CallerInterruptedException;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The limits of resource methods and of paths, for the filters of requests. Thread-safe. */
public final class RequestLimits {
    private final RateLimitPolicies policies;
    private final RateLimitDecider decider;
    private final Supplier<RequestCounts> current;
    private final ApplicationSettings application;
    private final ApplicationLimits applications;
    private final PathPolicies paths;
    private final RestServlets servlets = new RestServlets();

    /** @param current finds the counts of the current request */
    public RequestLimits(
            RateLimitPolicies policies,
            RateLimitDecider decider,
            Supplier<RequestCounts> current,
            ApplicationSettings application) {
        this.policies = policies;
        this.decider = decider;
        this.current = current;
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
                        true));
    }

    /** The limit of requests that match no resource. */
    public Limit ofUnmatched() {
        return new Limit(Endpoint.ofRequests(), false, false, false);
    }

    /** The limit of requests that are refused before it is known which resource they match. */
    public Limit ofRefused() {
        return new Limit(Endpoint.ofRequests(), false, false, true);
    }

    /**
     * Decides one request before JAX-RS, by the policies of its path; waits for the store at most its deadline. Policies
     * that need to know the authenticated caller or the resource decide later, with those of the resource. If these
     * deny the request, the early policies have counted it. Of the requests that JAX-RS answers, only policies of the
     * client's address decide now, and none while rules that may concern them name users or claims: a caller who is
     * allowed would be denied.
     *
     * @param counts those of the request, which end the admitted call
     * @param preflight whether it is a CORS preflight
     * @throws CallerInterruptedException if the thread is interrupted while it waits
     */
    public Verdict decideEarly(RequestCounts counts, Caller caller, boolean preflight) {
        Endpoint early = Endpoint.ofRequests().with(paths.of(caller, preflight)).early();
        if (early.isLimited() && servlets.answer(caller.servletName())) {
            early = decider.needsIdentity(early) ? early.without() : early.beforeAuthentication();
        }
        if (!early.isLimited()) {
            return Verdict.NONE;
        }
        counts.setEarly(early.counting(caller));
        Verdict verdict = decider.decide(early, caller);
        counts.setEarlyVerdict(verdict);
        hold(verdict, counts);
        return verdict;
    }

    private static void hold(Verdict verdict, RequestCounts counts) {
        if (verdict.call().needsEnd()) {
            counts.hold(verdict.call());
        }
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
        current.get().setPathParameters(parameters);
    }

    /** The limit of the requests of one method, or of those that match none. */
    public final class Limit {
        private final Endpoint endpoint;
        private final boolean countsPreflights;
        private final boolean ofApplication;
        /** Whether a resource matches the requests. */
        private final boolean matched;

        private Limit(Endpoint endpoint, boolean countsPreflights, boolean ofApplication, boolean matched) {
            this.endpoint = endpoint;
            this.countsPreflights = countsPreflights;
            this.ofApplication = ofApplication;
            this.matched = matched;
        }

        /** Whether no policy can apply to the requests. */
        public boolean isEmpty() {
            return !endpoint.isLimited() && paths.isEmpty() && !(ofApplication && !applications.isEmpty());
        }

        /** Whether a policy may decide requests before the caller is authenticated. */
        public boolean mayDecideEarly() {
            return endpoint.beforeAuthentication().isLimited() || !paths.isEmpty() || !applications.isEmpty();
        }

        /**
         * Decides one request by the policies of the client's address, before the caller is authenticated. Empty if none
         * decides then. If the server has already authenticated the caller, all policies decide at once, later, or these
         * alone when another filter refuses the request ({@link #decideRefused}).
         *
         * @param preflight as for {@link #decide}
         * @throws CallerInterruptedException if the thread is interrupted while it waits
         */
        public Optional<Verdict> decideEarly(Caller caller, boolean preflight) {
            if (caller.user().isPresent()) {
                return Optional.empty();
            }
            RequestCounts counts = current.get();
            Endpoint early = called(counts, caller, preflight).beforeAuthentication();
            Optional<Verdict> verdict = decider.decideBefore(early, caller);
            verdict.ifPresent(decided -> hold(decided, counts));
            return verdict;
        }

        /** A verdict with what the policies of the path have decided before JAX-RS, whose counts stay. */
        public Verdict withPath(Verdict verdict) {
            return verdict.after(current.get().earlyVerdict());
        }

        /**
         * Decides one request, by the policies that have not decided before; waits for the store at most its deadline.
         * The interceptor does not count the call that JAX-RS is about to make. An admitted call ends with the request
         * at the latest.
         *
         * @param early the verdict of {@link #decideEarly}; null if there is none
         * @param preflight whether it is a CORS preflight: the {@code OPTIONS} requests that browsers send before
         *     requests of another origin. Only a policy of the method itself and one that names the HTTP method count
         *     it
         * @throws CallerInterruptedException if the thread is interrupted while it waits
         */
        public Verdict decide(Caller caller, boolean preflight, @Nullable Verdict early) {
            RequestCounts counts = current.get();
            if (endpoint.isLimited()) {
                counts.markCounted(endpoint.method());
            }
            Endpoint called = called(counts, caller, preflight);
            if (early != null) {
                Verdict verdict = decider.decideAfter(early, called.afterAuthentication(), caller);
                hold(verdict, counts);
                return withPath(verdict);
            }
            Verdict verdict = decideAtOnce(called, counts, caller);
            hold(verdict, counts);
            return withPath(verdict);
        }

        /** Rules about callers apply only to requests that a policy counts. */
        private Verdict decideAtOnce(Endpoint called, RequestCounts counts, Caller caller) {
            return called.isLimited() || counts.early().isLimited() ? decider.decide(called, caller) : Verdict.NONE;
        }

        /**
         * Decides one request that another filter has refused before {@link #decide}, for instance because its token is
         * revoked: by the policies of its path, and by those of the client's address.
         *
         * @param early as for {@link #decide}
         * @param preflight as for {@link #decide}
         * @throws CallerInterruptedException if the thread is interrupted while it waits
         */
        public Verdict decideRefused(Caller caller, boolean preflight, @Nullable Verdict early) {
            RequestCounts counts = current.get();
            List<MethodLimit> ofPath = ofPath(caller, preflight);
            Verdict verdict;
            if (early != null) {
                Endpoint rest = endpoint.without().with(ofPath).except(counts.early());
                verdict = decider.decideAfter(early, rest.afterAuthentication(), caller);
            } else {
                Endpoint ofAddress = own(caller, preflight).beforeAuthentication();
                verdict = decideAtOnce(ofAddress.with(ofPath).except(counts.early()), counts, caller);
            }
            hold(verdict, counts);
            return withPath(verdict);
        }

        private Endpoint called(RequestCounts counts, Caller caller, boolean preflight) {
            return own(caller, preflight).with(ofPath(caller, preflight)).except(counts.early());
        }

        /** The policies of the method and of its application. */
        private Endpoint own(Caller caller, boolean preflight) {
            Endpoint own = preflight && !countsPreflights ? endpoint.without() : endpoint;
            return ofApplication && !preflight ? own.with(applications.of(caller)) : own;
        }

        private List<MethodLimit> ofPath(Caller caller, boolean preflight) {
            return matched ? paths.of(caller, preflight) : paths.ofUnmatched(caller, preflight);
        }
    }
}
