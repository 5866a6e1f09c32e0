package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.RevocationPolicies;
import io.boosterbeacon.redis.internal.config.RevocationPolicy;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells {@link RevocationFilter} the policy of methods of sub-resources on Apache CXF, which does not call dynamic
 * features for them. For all other methods it finds the same policy as {@link RevocationPolicyFilter}.
 */
@Priority(Priorities.AUTHENTICATION + 9)
public class SubResourcePolicyFilter implements ContainerRequestFilter {
    private final RevocationPolicies policies;
    private final ConcurrentMap<BeanMethod, Optional<RevocationPolicy>> known = new ConcurrentHashMap<>();

    @Context
    private @Nullable ResourceInfo resource;

    SubResourcePolicyFilter(RevocationPolicies policies) {
        this.policies = policies;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (resource == null || resource.getResourceMethod() == null) {
            return;
        }
        known.computeIfAbsent(BeanMethod.of(resource.getResourceClass(), resource.getResourceMethod()), policies::of)
                .ifPresent(policy -> RevocationPolicyFilter.decide(request, policy));
    }
}
