package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.config.RevocationSettings.OnFailure;
import io.boosterbeacon.redis.internal.log.ThrottledLog;
import io.boosterbeacon.redis.internal.revocation.RevokedToken;
import io.boosterbeacon.redis.internal.revocation.TokenCheck;
import io.boosterbeacon.redis.internal.store.CallerInterruptedException;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import java.security.Principal;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Rejects requests whose verified token is revoked. The token is the caller principal that the server has created from
 * it (MicroProfile JWT § "Mapping MP-JWT Tokens to Jakarta EE Container APIs"); headers and cookies are not read again.
 * A request without a token passes.
 */
@Priority(Priorities.AUTHENTICATION + 10)
public class RevocationFilter implements ContainerRequestFilter {
    private static final ThrottledLog LOG = new ThrottledLog(System.getLogger("io.boosterbeacon.redis"));

    private final TokenCheck check;
    private final OnFailure onStoreFailure;
    private final Json json;
    private final Telemetry telemetry;
    private final RequestTemplate templates = new RequestTemplate();

    @Context
    private @Nullable ResourceInfo resource;

    RevocationFilter(TokenCheck check, OnFailure onStoreFailure, Json json, Telemetry telemetry) {
        this.check = check;
        this.onStoreFailure = onStoreFailure;
        this.json = json;
        this.telemetry = telemetry;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        Principal caller = caller(request);
        if (!(caller instanceof JsonWebToken token)) {
            return;
        }
        try {
            Optional<RevokedToken> revoked = check.revoked(token);
            if (revoked.isPresent()) {
                telemetry.tokenRejected(
                        revoked.get().id(), revoked.get().foundBy(), request.getMethod(), templates.of(resource));
                request.abortWith(Problem.revoked(json));
            }
        } catch (StoreException e) {
            if (onStoreFailure != OnFailure.OPEN) {
                refuse(request);
            }
        } catch (CallerInterruptedException e) {
            refuse(request);
        } catch (RuntimeException e) {
            // the server cannot return a claim: a token that cannot be checked is rejected
            LOG.warn("A verified token could not be checked for revocation", e);
            refuse(request);
        }
    }

    private void refuse(ContainerRequestContext request) {
        request.abortWith(
                Problem.unavailable(json, "The store is not available to check whether the token is revoked"));
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
