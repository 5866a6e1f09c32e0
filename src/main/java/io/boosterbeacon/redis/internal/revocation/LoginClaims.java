package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.revocation.RefreshOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * The claims of a login, in the form of the access tokens that it will have: what revokes these revokes its refresh tokens,
 * by the same rules.
 */
record LoginClaims(Map<String, String> claims) implements JsonWebToken {
    LoginClaims {
        claims = Map.copyOf(claims);
    }

    static LoginClaims of(String issuer, String subject, RefreshOptions options) {
        Map<String, String> claims = new HashMap<>();
        options.claims().forEach((name, value) -> claims.put(name, Arguments.id(name, value)));
        options.session().ifPresent(session -> claims.put("sid", Arguments.id("sessionId", session)));
        claims.put("iss", Arguments.id("issuer", issuer));
        claims.put("sub", Arguments.id("subject", subject));
        return new LoginClaims(claims);
    }

    @Override
    public String getName() {
        return claims.getOrDefault("sub", "");
    }

    @Override
    public Set<String> getClaimNames() {
        return claims.keySet();
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the signature is MicroProfile JWT's
    public <T> @Nullable T getClaim(String claimName) {
        return (T) claims.get(claimName);
    }

    /** Without the values, which may identify somebody. */
    @Override
    public String toString() {
        return "LoginClaims" + claims.keySet();
    }
}
