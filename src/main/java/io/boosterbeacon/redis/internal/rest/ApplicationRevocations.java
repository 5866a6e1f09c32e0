package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.config.RevocationPolicies;
import io.boosterbeacon.redis.internal.config.RevocationPolicy;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.server.RestServlets;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.RequestDispatcher;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The policies of requests by their JAX-RS application, for methods without a policy of their own. If the servlet does not
 * tell the application, the strictest of all applies: no annotation weakens the checks of another application.
 * Thread-safe.
 */
final class ApplicationRevocations {
    private static final List<String> OF_DISPATCHED = List.of(
            RequestDispatcher.FORWARD_REQUEST_URI,
            RequestDispatcher.INCLUDE_REQUEST_URI,
            RequestDispatcher.ERROR_REQUEST_URI,
            AsyncContext.ASYNC_REQUEST_URI);

    private final RevocationPolicies policies;
    private final Caller servlet;
    private final Map<String, RevocationPolicy> known = new ConcurrentHashMap<>();

    /** @param servlet the caller of the current servlet request */
    ApplicationRevocations(RevocationPolicies policies, Caller servlet) {
        this.policies = policies;
        this.servlet = servlet;
    }

    /** The policy of the request that the current thread handles. */
    RevocationPolicy policy(ContainerRequestContext request) {
        String name = isDispatched(request) ? "" : servlet.servletName().orElse("");
        return known.computeIfAbsent(name, this::ofServlet);
    }

    /**
     * Whether the request was dispatched by another one, which may belong to another application: the current servlet
     * request may still be that one. Servers tell by attributes, which are properties of JAX-RS on most servers; on the
     * others, the servlet does not tell the application either.
     */
    private static boolean isDispatched(ContainerRequestContext request) {
        for (String attribute : OF_DISPATCHED) {
            if (request.getProperty(attribute) != null) {
                return true;
            }
        }
        return false;
    }

    private RevocationPolicy ofServlet(String name) {
        return RestServlets.application(name, policies.applications().keySet())
                .map(policies::ofApplication)
                .orElseGet(() ->
                        policies.applications().values().stream().reduce(policies.configured(), RevocationPolicy::and));
    }
}
