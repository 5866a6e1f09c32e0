package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.RevocationPolicies;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.revocation.TokenCheck;
import io.boosterbeacon.redis.internal.server.RestRegistration;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.List;

/** The filters that reject requests with revoked tokens. */
public final class RevokingPart implements RestPart {
    private final TokenCheck check;
    private final RevocationPolicies policies;
    private final Caller servlet;
    private final RestRegistration registration;
    private final Json json;
    private final Telemetry telemetry;

    /**
     * Creates the filters of an application.
     *
     * @param servlet the caller of the current servlet request, because JAX-RS does not know the servlet
     * @param registration knows whether JAX-RS has registered the filters
     */
    public RevokingPart(
            TokenCheck check,
            RevocationPolicies policies,
            Caller servlet,
            RestRegistration registration,
            Json json,
            Telemetry telemetry) {
        this.check = check;
        this.policies = policies;
        this.servlet = servlet;
        this.registration = registration;
        this.json = json;
        this.telemetry = telemetry;
    }

    @Override
    public List<Object> components() {
        List<Object> components = new ArrayList<>();
        components.add(new TokenRevokedMapper(json));
        if (!policies.enabled()) {
            return components;
        }
        if (RestRegistration.skipsSubResources()) {
            components.add(new SubResourcePolicyFilter(policies));
        }
        components.add(new RevocationFilter(check, new ApplicationRevocations(policies, servlet), json, telemetry));
        return components;
    }

    /** The filter of requests of other servlets. */
    public ServletRevocationFilter servletFilter() {
        return new ServletRevocationFilter(check, registration::isRegistered, json, telemetry);
    }

    @Override
    public List<Object> filters(BeanMethod called) {
        return policies.enabled()
                ? policies.of(called)
                        .map(policy -> List.<Object>of(new RevocationPolicyFilter(policy)))
                        .orElse(List.of())
                : List.of();
    }
}
