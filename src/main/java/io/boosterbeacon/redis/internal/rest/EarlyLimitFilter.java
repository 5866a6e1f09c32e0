package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.Verdict;
import io.boosterbeacon.redis.internal.ratelimit.binding.RequestLimits;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides the requests of one resource method by those of its policies that do not need to know the caller, before
 * filters authenticate it. {@link RateLimitFilter} decides by the others, and {@link UnansweredRequestFilter} if another
 * filter refuses the request before.
 */
@Priority(Priorities.AUTHENTICATION - 100)
public class EarlyLimitFilter implements ContainerRequestFilter {
    /** The property of a request that holds the early verdict. */
    private static final String VERDICT = EarlyLimitFilter.class.getName();

    private static final String LIMIT = VERDICT + ".limit";

    private final RequestLimits.Limit limit;
    private final Caller servlet;
    private final RateLimitResponses answer;

    /** @param servlet the caller of the servlet request, because JAX-RS does not know the client's address */
    EarlyLimitFilter(RequestLimits.Limit limit, Caller servlet, RateLimitResponses answer) {
        this.limit = limit;
        this.servlet = servlet;
        this.answer = answer;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        request.setProperty(LIMIT, limit);
        Optional<Verdict> early =
                limit.decideEarly(new RestCaller(request, servlet), RateLimitFilter.isPreflight(request));
        if (early.isPresent()) {
            request.setProperty(VERDICT, early.get());
            Verdict verdict = limit.withPath(early.get());
            RateLimitFilter.decided(request, verdict);
            if (RateLimitFilter.refuse(request, verdict, answer)) {
                RateLimitFilter.markHandled(request);
            }
        }
    }

    /** The limit of the method that the request matches; null if it matches none, or one without early policies. */
    static RequestLimits.@Nullable Limit limit(ContainerRequestContext request) {
        return request.getProperty(LIMIT) instanceof RequestLimits.Limit limit ? limit : null;
    }

    /** What the early policies have decided; null if they have not. */
    static @Nullable Verdict verdict(ContainerRequestContext request) {
        return request.getProperty(VERDICT) instanceof Verdict verdict ? verdict : null;
    }
}
