package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.RateLimitPolicy;
import io.boosterbeacon.redis.internal.ratelimit.Endpoint;
import io.boosterbeacon.redis.internal.ratelimit.Verdict;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import jakarta.annotation.Priority;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import java.util.List;
import java.util.Optional;

/** Counts the requests of one resource method, refuses those over a limit, and tells the client where it stands. */
@Priority(Priorities.AUTHENTICATION + 20)
public class RateLimitFilter implements ContainerRequestFilter, ContainerResponseFilter {
    private static final String VERDICT = RateLimitFilter.class.getName();
    private static final String DONE = VERDICT + ".done";

    private final RestServices services;
    private final RateLimitAnswer answer;
    private final Endpoint endpoint;
    private final boolean preflights;

    /** The filter of a method, if it is limited. */
    static Optional<RateLimitFilter> of(RestServices services, BeanMethod called) {
        BeanMethod method = called.implementation();
        List<RateLimitPolicy> policies = services.policies().of(method.bean(), method.method());
        if (policies.isEmpty()) {
            return Optional.empty();
        }
        Endpoint endpoint = Endpoint.of(services.settings().application(), method, policies);
        return Optional.of(new RateLimitFilter(
                services, endpoint, method.carrier(RateLimit.class).isPresent()));
    }

    /** @param preflights whether to count what browsers ask by {@code OPTIONS} before a request of another origin */
    private RateLimitFilter(RestServices services, Endpoint endpoint, boolean preflights) {
        this.services = services;
        this.answer = new RateLimitAnswer(services.json(), services.settings().rateLimit(), services.clock());
        this.endpoint = endpoint;
        this.preflights = preflights;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        request.setProperty(DONE, true);
        services.counted().byFilter(endpoint.method());
        if (!preflights && isPreflight(request)) {
            return;
        }
        Verdict verdict = services.decider().decide(endpoint, new RestCaller(request, services.caller()));
        request.setProperty(VERDICT, verdict);
        if (verdict.unavailable()) {
            request.abortWith(
                    Problem.unavailable(services.json(), "Whether the request is within its limit cannot be told now"));
        } else if (!verdict.admitted()) {
            request.abortWith(answer.denied(verdict));
        }
    }

    /** Whether the filter of the request's method has dealt with it. */
    static boolean isDone(ContainerRequestContext request) {
        return request.getProperty(DONE) != null;
    }

    /** A CORS-preflight request, by the Fetch standard. */
    private static boolean isPreflight(ContainerRequestContext request) {
        return request.getMethod().equals(HttpMethod.OPTIONS)
                && request.getHeaderString("Origin") != null
                && request.getHeaderString("Access-Control-Request-Method") != null;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getProperty(VERDICT) instanceof Verdict verdict) {
            answer.headers(verdict)
                    .forEach((name, value) -> response.getHeaders().putSingle(name, value));
        }
    }
}
