package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.config.RevocationPolicy;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Tells {@link RevocationFilter} the policy of one resource method. */
@Priority(Priorities.AUTHENTICATION + 9)
public class RevocationPolicyFilter implements ContainerRequestFilter {
    /** The property of a request that holds its policy. */
    private static final String POLICY = RevocationPolicyFilter.class.getName();

    private final RevocationPolicy policy;

    RevocationPolicyFilter(RevocationPolicy policy) {
        this.policy = policy;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        decide(request, policy);
    }

    static void decide(ContainerRequestContext request, RevocationPolicy policy) {
        request.setProperty(POLICY, policy);
    }

    /** The policy of the method that the request matches; null if it has none of its own. */
    static @Nullable RevocationPolicy policy(ContainerRequestContext request) {
        return request.getProperty(POLICY) instanceof RevocationPolicy policy ? policy : null;
    }
}
