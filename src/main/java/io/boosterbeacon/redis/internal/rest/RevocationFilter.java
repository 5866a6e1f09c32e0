package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.config.RevocationPolicy;
import io.boosterbeacon.redis.internal.revocation.TokenCheck;
import io.boosterbeacon.redis.internal.revocation.TokenDecision;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import java.security.Principal;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Rejects requests whose verified token is revoked. The token is the caller principal that the server has created from
 * it (MicroProfile JWT § "Mapping MP-JWT Tokens to Jakarta EE Container APIs"); headers and cookies are not read again.
 * A request without a token passes.
 */
@Priority(Priorities.AUTHENTICATION + 10)
public class RevocationFilter implements ContainerRequestFilter {
    private final TokenCheck check;
    private final ApplicationRevocations applications;
    private final Json json;
    private final Telemetry telemetry;
    private final RequestTemplate templates = new RequestTemplate();

    @Context
    private @Nullable ResourceInfo resource;

    /** @param applications the policies of requests for methods without one of their own */
    RevocationFilter(TokenCheck check, ApplicationRevocations applications, Json json, Telemetry telemetry) {
        this.check = check;
        this.applications = applications;
        this.json = json;
        this.telemetry = telemetry;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        RevocationPolicy policy =
                RevocationPolicyFilter.takePolicy(request).orElseGet(() -> applications.policy(request));
        if (policy.isOn()) {
            TokenCheck.ofRequest(caller(request)).ifPresent(token -> decide(request, token, policy));
        }
    }

    private void decide(ContainerRequestContext request, JsonWebToken token, RevocationPolicy policy) {
        TokenDecision decision = check.decide(token, policy);
        switch (decision.status()) {
            case ACCEPTED -> {}
            case REVOKED -> {
                telemetry.tokenRejected(decision.id(), decision.foundBy(), request.getMethod(), templates.of(resource));
                request.abortWith(Problem.revoked(json));
            }
            case UNAVAILABLE -> request.abortWith(Problem.uncheckedToken(json));
        }
    }

    static @Nullable Principal caller(ContainerRequestContext request) {
        try {
            return request.getSecurityContext() == null
                    ? null
                    : request.getSecurityContext().getUserPrincipal();
        } catch (RuntimeException e) {
            // some servers throw instead of returning null where there is no token, or an invalid one
            return null;
        }
    }
}
