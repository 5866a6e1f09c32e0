package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.config.ConfigKeys;
import io.boosterbeacon.redis.internal.revocation.TokenCheck;
import io.boosterbeacon.redis.internal.revocation.TokenDecision;
import io.boosterbeacon.redis.internal.server.RestServlets;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.Principal;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Rejects requests of servlets, handshakes of WebSockets included, whose verified token is revoked, by the configured
 * policy. The token is the caller principal. A request without a token passes, and one of JAX-RS, because the policy of
 * its resource decides about it ({@link RevocationFilter}). A request that is dispatched again is checked once.
 */
public final class ServletRevocationFilter implements Filter {
    /** The attribute of a request whose token was accepted. */
    private static final String ACCEPTED = ServletRevocationFilter.class.getName();

    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private final TokenCheck check;
    private final BooleanSupplier restIsFiltered;
    private final Json json;
    private final Telemetry telemetry;
    private final RestServlets rest = new RestServlets();
    private final AtomicBoolean warned = new AtomicBoolean();

    /** @param restIsFiltered whether JAX-RS has registered its filters; some servers start it with its first request */
    ServletRevocationFilter(TokenCheck check, BooleanSupplier restIsFiltered, Json json, Telemetry telemetry) {
        this.check = check;
        this.restIsFiltered = restIsFiltered;
        this.json = json;
        this.telemetry = telemetry;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest called)
                || !(response instanceof HttpServletResponse answered)
                || called.getAttribute(ACCEPTED) != null
                || isLeftToRest(called)) {
            chain.doFilter(request, response);
            return;
        }
        Optional<JsonWebToken> token = token(called);
        if (token.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        TokenDecision decision = check.decide(token.get());
        switch (decision.status()) {
            case ACCEPTED -> {
                called.setAttribute(ACCEPTED, true);
                chain.doFilter(request, response);
            }
            case REVOKED -> {
                telemetry.tokenRejected(decision.id(), decision.foundBy(), called.getMethod(), pattern(called));
                ServletAnswers.send(answered, Problem.revoked(json), Map.of());
            }
            case UNAVAILABLE -> ServletAnswers.send(answered, Problem.uncheckedToken(json), Map.of());
        }
    }

    /**
     * Whether the filters of JAX-RS decide. Not about a handshake: most servers answer it in a filter of their own,
     * whatever servlet its path belongs to.
     */
    private boolean isLeftToRest(HttpServletRequest request) {
        return request.getHeader("Upgrade") == null
                // RFC 8441: a handshake in HTTP/2
                && !"CONNECT".equals(request.getMethod())
                && rest.answer(servletName(request))
                && restIsFiltered.getAsBoolean();
    }

    private static Optional<String> servletName(HttpServletRequest request) {
        return mapping(request).map(mapping -> mapping.getServletName());
    }

    private static Optional<HttpServletMapping> mapping(HttpServletRequest request) {
        try {
            return Optional.ofNullable(request.getHttpServletMapping());
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private Optional<JsonWebToken> token(HttpServletRequest request) {
        try {
            Principal caller = request.getUserPrincipal();
            if (caller != null && !(caller instanceof JsonWebToken) && request.getAuthType() != null) {
                warn(caller);
            }
            return TokenCheck.ofRequest(caller);
        } catch (RuntimeException e) {
            // some servers throw instead of returning null where there is no token, or an invalid one
            return Optional.empty();
        }
    }

    /** MicroProfile JWT § "Mapping MP-JWT Tokens to Jakarta EE Container APIs" requires it for JAX-RS only. */
    private void warn(Principal caller) {
        if (warned.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "A request of " + ConfigKeys.REVOCATION_SERVLET_PATTERNS + " is NOT checked: its caller is a "
                            + caller.getClass().getName() + ", and no " + JsonWebToken.class.getSimpleName());
        }
    }

    /** The URL pattern of the servlet, because the path itself may name a user. */
    private static String pattern(HttpServletRequest request) {
        return mapping(request)
                .map(mapping -> mapping.getPattern())
                // that of the root of the application is empty
                .map(pattern -> pattern.isEmpty() ? "/" : pattern)
                .orElse(RequestTemplate.UNKNOWN);
    }
}
