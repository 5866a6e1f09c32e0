package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.codec.Json;
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
import java.security.Principal;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Rejects requests of servlets, handshakes of WebSockets included, whose verified token is revoked, by the configured
 * policy. The token is the caller principal. A request without a token passes, and one of JAX-RS, because the policy of
 * its resource decides about it ({@link RevocationFilter}).
 */
public final class ServletRevocationFilter implements Filter {
    private final TokenCheck check;
    private final Json json;
    private final Telemetry telemetry;
    private final RestServlets rest = new RestServlets();

    public ServletRevocationFilter(TokenCheck check, Json json, Telemetry telemetry) {
        this.check = check;
        this.json = json;
        this.telemetry = telemetry;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest called)
                || !(response instanceof HttpServletResponse answered)
                || rest.answer(servletName(called))
                || !(caller(called) instanceof JsonWebToken token)) {
            chain.doFilter(request, response);
            return;
        }
        TokenDecision decision = check.decide(token);
        switch (decision.status()) {
            case ACCEPTED -> chain.doFilter(request, response);
            case REVOKED -> {
                telemetry.tokenRejected(decision.id(), decision.foundBy(), called.getMethod(), pattern(called));
                ServletAnswers.send(answered, Problem.revoked(json), Map.of());
            }
            case UNAVAILABLE -> ServletAnswers.send(answered, Problem.uncheckedToken(json), Map.of());
        }
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

    private static @Nullable Principal caller(HttpServletRequest request) {
        try {
            return request.getUserPrincipal();
        } catch (RuntimeException e) {
            // some servers throw instead of returning null where there is no token, or an invalid one
            return null;
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
