package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.server.Claims;
import io.boosterbeacon.redis.revocation.RefreshOptions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * The claims of a login, in the form of the access tokens that it has: what revokes these revokes its refresh tokens, by the
 * same rules.
 *
 * @param claims those that the application has named
 * @param token an access token of the login, which has further claims; null if there is none
 */
record LoginClaims(Map<String, Object> claims, @Nullable JsonWebToken token) implements JsonWebToken {
    LoginClaims {
        claims = Map.copyOf(claims);
    }

    static LoginClaims of(String issuer, String subject, RefreshOptions options) {
        Map<String, Object> claims = named(options);
        claims.put("iss", Arguments.id("issuer", issuer));
        claims.put("sub", Arguments.id("subject", subject));
        return new LoginClaims(claims, null);
    }

    static LoginClaims of(JsonWebToken token, RefreshOptions options) {
        return new LoginClaims(named(options), token);
    }

    static LoginClaims of(Map<String, ?> ofToken, RefreshOptions options) {
        Map<String, Object> claims = new HashMap<>(ofToken);
        claims.values().removeIf(value -> value == null);
        claims.putAll(named(options));
        return new LoginClaims(claims, null);
    }

    private static Map<String, Object> named(RefreshOptions options) {
        Map<String, Object> claims = new HashMap<>();
        // first: the option is only one of the claims that may name a client
        options.client().ifPresent(client -> claims.put("client_id", Arguments.id("clientId", client)));
        options.claims().forEach((name, value) -> claims.put(name, Arguments.id(name, value)));
        options.session().ifPresent(session -> claims.put("sid", Arguments.id("sessionId", session)));
        return claims;
    }

    /** The issuer; an empty text if the token names none. */
    String issuer() {
        return Claims.text(this, "iss").orElse("");
    }

    /** The hash of the session; empty if there is none. */
    Optional<String> session() {
        return Claims.text(this, "sid").map(sid -> TokenIdentity.ofSession(issuer(), sid));
    }

    @Override
    public String getName() {
        return Claims.text(this, "sub").orElse("");
    }

    @Override
    public Set<String> getClaimNames() {
        Set<String> names = new HashSet<>(claims.keySet());
        if (token != null) {
            names.addAll(token.getClaimNames());
        }
        return names;
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the signature is MicroProfile JWT's
    public <T> @Nullable T getClaim(String claimName) {
        Object named = claims.get(claimName);
        return named == null && token != null ? token.getClaim(claimName) : (T) named;
    }

    /** Without the values, which may identify somebody. */
    @Override
    public String toString() {
        return "LoginClaims" + getClaimNames();
    }
}
