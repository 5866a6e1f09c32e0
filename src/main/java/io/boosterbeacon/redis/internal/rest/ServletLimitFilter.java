package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.Verdict;
import io.boosterbeacon.redis.internal.ratelimit.binding.RequestCounts;
import io.boosterbeacon.redis.internal.ratelimit.binding.RequestLimits;
import io.boosterbeacon.redis.internal.store.CallerInterruptedException;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.HttpMethod;
import java.io.IOException;
import java.util.Map;
import java.util.function.Function;

/**
 * Decides requests by the limits of their paths, before any servlet, JAX-RS included, and before other filters. A
 * request that is denied here has cost no authentication by filters and no match of a resource.
 */
public final class ServletLimitFilter implements Filter {
    private final RequestLimits limits;
    private final Function<HttpServletRequest, Caller> callers;
    private final RateLimitResponses answer;

    ServletLimitFilter(RequestLimits limits, Function<HttpServletRequest, Caller> callers, RateLimitResponses answer) {
        this.limits = limits;
        this.callers = callers;
        this.answer = answer;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest called && response instanceof HttpServletResponse answered) {
            filter(called, answered, chain);
        } else {
            chain.doFilter(request, response);
        }
    }

    private void filter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Verdict verdict;
        try {
            verdict = limits.decideEarly(RequestCounts.of(request), callers.apply(request), isPreflight(request));
        } catch (CallerInterruptedException e) {
            ServletAnswers.send(response, answer.unavailable(), Map.of());
            return;
        }
        Map<String, Object> fields = answer.headers(verdict);
        if (verdict.unavailable()) {
            ServletAnswers.send(response, answer.unavailable(), fields);
        } else if (!verdict.admitted()) {
            ServletAnswers.send(response, answer.denied(verdict), fields);
        } else {
            fields.forEach((name, value) -> response.setHeader(name, value.toString()));
            HttpServletResponse passed = fields.isEmpty() ? response : new LimitedResponse(response, fields.keySet());
            chain.doFilter(request, passed);
        }
    }

    /** A CORS-preflight request, by the Fetch standard. */
    private static boolean isPreflight(HttpServletRequest request) {
        return request.getMethod().equals(HttpMethod.OPTIONS)
                && request.getHeader("Origin") != null
                && request.getHeader("Access-Control-Request-Method") != null;
    }
}
