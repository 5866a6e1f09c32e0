package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.RateLimitPolicy;
import io.boosterbeacon.redis.internal.server.RestServlets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The policies of the limited JAX-RS applications. A request belongs to the application whose class has the name of its
 * servlet, as Jakarta RESTful Web Services § 2.3.2 requires it. If the servlet has another name, and is therefore not
 * known to belong to an application without limits, it is counted by all. Thread-safe.
 */
public final class ApplicationLimits {
    private final ApplicationSettings application;
    private final Map<Class<?>, List<RateLimitPolicy>> policies;
    private final Map<String, List<MethodLimit>> known = new ConcurrentHashMap<>();

    /** @param policies of each application; may grow until the first request */
    public ApplicationLimits(ApplicationSettings application, Map<Class<?>, List<RateLimitPolicy>> policies) {
        this.application = application;
        this.policies = policies;
    }

    public boolean isEmpty() {
        return policies.isEmpty();
    }

    /** The policies that count a request. */
    public List<MethodLimit> of(Caller request) {
        return policies.isEmpty()
                ? List.of()
                : known.computeIfAbsent(request.servletName().orElse(""), this::ofServlet);
    }

    private List<MethodLimit> ofServlet(String name) {
        return RestServlets.owner(name, policies.keySet()).types().stream()
                .flatMap(this::limits)
                .toList();
    }

    private Stream<MethodLimit> limits(Class<?> rest) {
        return policies.getOrDefault(rest, List.of()).stream().map(policy -> MethodLimit.of(application, rest, policy));
    }
}
