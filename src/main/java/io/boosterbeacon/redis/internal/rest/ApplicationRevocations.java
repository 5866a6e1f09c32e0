package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.config.RevocationPolicies;
import io.boosterbeacon.redis.internal.config.RevocationPolicy;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.server.RestServlets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The policies of requests by their JAX-RS application, for methods without a policy of their own. If the servlet does not
 * tell the application, the strictest of all applies: no annotation weakens the checks of another application.
 * Thread-safe.
 */
final class ApplicationRevocations {
    private final RevocationPolicies policies;
    private final Caller servlet;
    private final Map<String, RevocationPolicy> known = new ConcurrentHashMap<>();

    /** @param servlet the caller of the current servlet request */
    ApplicationRevocations(RevocationPolicies policies, Caller servlet) {
        this.policies = policies;
        this.servlet = servlet;
    }

    /** The policy of the request that the current thread handles. */
    RevocationPolicy current() {
        return policies.applications().isEmpty()
                ? policies.configured()
                : known.computeIfAbsent(servlet.servletName().orElse(""), this::ofServlet);
    }

    private RevocationPolicy ofServlet(String name) {
        Map<Class<?>, RevocationPolicy> annotated = policies.applications();
        RestServlets.Owner owner = RestServlets.owner(name, annotated.keySet());
        Stream<RevocationPolicy> own =
                owner.types().stream().map(type -> annotated.getOrDefault(type, policies.configured()));
        return owner.certain()
                ? own.findFirst().orElse(policies.configured())
                : own.reduce(policies.configured(), RevocationPolicy::and);
    }
}
