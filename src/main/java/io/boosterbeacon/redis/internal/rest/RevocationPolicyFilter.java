package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.config.RevocationPolicy;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.util.Optional;

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

    /**
     * Takes the policy of the method that the request matches; empty if it has none of its own. On most servers the
     * property is an attribute of the servlet request, which may be forwarded to a method that has none.
     */
    static Optional<RevocationPolicy> takePolicy(ContainerRequestContext request) {
        Object policy = request.getProperty(POLICY);
        if (policy != null) {
            request.removeProperty(POLICY);
        }
        return policy instanceof RevocationPolicy found ? Optional.of(found) : Optional.empty();
    }
}
