package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.Verdict;
import io.boosterbeacon.redis.internal.ratelimit.binding.RequestLimits;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Response;
import java.lang.annotation.Annotation;
import java.util.Locale;
import java.util.Set;

/**
 * Counts requests that no resource method answers: those that no resource matches (404, 405, 406, 415), by the limits of
 * their paths, and those that another filter has refused before {@link RateLimitFilter}, by the limits of the client's
 * address, too. So a client cannot send requests with a revoked token without end. It comes before the response filter of
 * {@link RateLimitFilter}, which ends the call.
 *
 * <p>JAX-RS does not tell before it has matched a request whether any resource matches. Such a request has cost nothing
 * yet when its response is filtered, and a request with a resource is decided by all of its limits at once.
 */
@Priority(Priorities.AUTHENTICATION + 21)
public class UnansweredRequestFilter implements ContainerResponseFilter {
    /** Header fields that describe the content that is replaced. */
    private static final Set<String> OF_CONTENT = Set.of(
            "content-type",
            "content-length",
            "content-encoding",
            "content-language",
            "etag",
            "last-modified",
            "cache-control");

    /** What JAX-RS answers if no resource method matches: 404, 405, 406 and 415 (Jakarta REST §3.7.2). */
    private static final Set<Integer> UNMATCHED = Set.of(
            Response.Status.NOT_FOUND.getStatusCode(),
            Response.Status.METHOD_NOT_ALLOWED.getStatusCode(),
            Response.Status.NOT_ACCEPTABLE.getStatusCode(),
            Response.Status.UNSUPPORTED_MEDIA_TYPE.getStatusCode());

    private final RequestLimits.Limit unmatched;
    private final RequestLimits.Limit refused;
    private final Caller servlet;
    private final RateLimitResponses answer;

    /**
     * @param unmatched of requests that no resource matches
     * @param refused of requests that another filter has refused before any filter of their resource
     */
    UnansweredRequestFilter(
            RequestLimits.Limit unmatched, RequestLimits.Limit refused, Caller servlet, RateLimitResponses answer) {
        this.unmatched = unmatched;
        this.refused = refused;
        this.servlet = servlet;
        this.answer = answer;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (RateLimitFilter.isHandled(request)) {
            return;
        }
        // of a resource, whatever the status
        RequestLimits.Limit matched = EarlyLimitFilter.limit(request);
        RequestLimits.Limit other = UNMATCHED.contains(response.getStatus()) ? unmatched : refused;
        RequestLimits.Limit limit = matched == null ? other : matched;
        if (limit.isEmpty()) {
            return;
        }
        Verdict verdict = limit.decideRefused(
                new RestCaller(request, servlet),
                RateLimitFilter.isPreflight(request),
                EarlyLimitFilter.verdict(request));
        RateLimitFilter.decided(request, verdict);
        if (verdict.unavailable()) {
            replace(response, answer.unavailable());
        } else if (!verdict.admitted()) {
            replace(response, answer.denied(verdict));
        }
        // no method runs (the other places where calls end: EndOfRequest)
        verdict.call().answered(response.getStatus(), response.getEntity());
        verdict.call().end();
        RateLimitFilter.setFields(response, verdict, answer);
    }

    private static void replace(ContainerResponseContext response, Response denied) {
        // the header maps of some servers are case-sensitive
        response.getHeaders().keySet().removeIf(name -> OF_CONTENT.contains(name.toLowerCase(Locale.ROOT)));
        response.setStatusInfo(denied.getStatusInfo());
        response.setEntity(denied.getEntity(), new Annotation[0], denied.getMediaType());
        denied.getHeaders().forEach((name, values) -> response.getHeaders().put(name, values));
    }
}
