package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.ratelimit.AdmittedCall;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.Verdict;
import io.boosterbeacon.redis.internal.ratelimit.binding.RequestLimits;
import jakarta.annotation.Priority;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** Counts the requests of one resource method, denies those that exceed a limit, and sets the header fields. */
@Priority(Priorities.AUTHENTICATION + 20)
public class RateLimitFilter implements ContainerRequestFilter, ContainerResponseFilter {
    /** The property of a request that holds its verdict. */
    private static final String VERDICT = RateLimitFilter.class.getName();

    private static final String HANDLED = VERDICT + ".handled";

    private final RequestLimits.Limit limit;
    private final boolean events;
    private final Caller servlet;
    private final RateLimitResponses answer;

    /**
     * @param events whether the method sends events. Some servers do not write them as an entity: their calls end with
     *     the request
     * @param servlet the caller of the servlet request, because JAX-RS does not know the client's address
     */
    RateLimitFilter(RequestLimits.Limit limit, boolean events, Caller servlet, RateLimitResponses answer) {
        this.limit = limit;
        this.events = events;
        this.servlet = servlet;
        this.answer = answer;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        markHandled(request);
        Verdict verdict =
                limit.decide(new RestCaller(request, servlet), isPreflight(request), EarlyLimitFilter.verdict(request));
        decided(request, verdict);
        refuse(request, verdict, answer);
    }

    /** Remembers a verdict for the response. */
    static void decided(ContainerRequestContext request, Verdict verdict) {
        request.setProperty(VERDICT, verdict);
    }

    /** Answers a request that is not admitted. Returns whether it is not. */
    static boolean refuse(ContainerRequestContext request, Verdict verdict, RateLimitResponses answer) {
        if (verdict.admitted()) {
            return false;
        }
        request.abortWith(verdict.unavailable() ? answer.unavailable() : answer.denied(verdict));
        return true;
    }

    static void markHandled(ContainerRequestContext request) {
        request.setProperty(HANDLED, true);
    }

    /** Whether the filter of the request's method has handled it. */
    static boolean isHandled(ContainerRequestContext request) {
        return request.getProperty(HANDLED) != null;
    }

    /** A CORS-preflight request, by the Fetch standard. */
    static boolean isPreflight(ContainerRequestContext request) {
        return request.getMethod().equals(HttpMethod.OPTIONS)
                && request.getHeaderString("Origin") != null
                && request.getHeaderString("Access-Control-Request-Method") != null;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getProperty(VERDICT) instanceof Verdict verdict) {
            setFields(response, verdict, answer);
            verdict.call().answered(response.getStatus(), response.getEntity());
            if (verdict.call().isOpen()) {
                endWithResponse(verdict.call(), response);
            }
        }
    }

    /**
     * Sets the header fields of a verdict. If it has admitted the request, a 429 keeps fields of its own: they tell, as
     * its {@code Retry-After} does, what has denied the request later, such as a limited bean that the resource has
     * called, or a remote service.
     */
    static void setFields(ContainerResponseContext response, Verdict verdict, RateLimitResponses answer) {
        MultivaluedMap<String, Object> headers = response.getHeaders();
        Map<String, Object> fields = answer.headers(verdict);
        boolean deniedLater = verdict.admitted()
                && response.getStatus() == Response.Status.TOO_MANY_REQUESTS.getStatusCode()
                // the header maps of some servers are case-sensitive
                && headers.keySet().stream()
                        .anyMatch(name -> fields.keySet().stream().anyMatch(name::equalsIgnoreCase));
        if (!deniedLater) {
            fields.forEach(headers::putSingle);
        }
    }

    /**
     * The call ends when the entity has been written, before the client sees the end and may send its next request. The
     * other places where calls end: {@link EndOfRequest}.
     */
    private void endWithResponse(AdmittedCall call, ContainerResponseContext response) {
        if (response.hasEntity()) {
            response.setEntityStream(new LastWrite(response.getEntityStream(), call::end, call::abort));
        } else if (!events) {
            call.end();
        }
    }
}
