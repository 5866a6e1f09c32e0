package io.boosterbeacon.demo.identity;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** A login in the form of its first access token: whatever revokes that one has ended the login. */
record LoginClaims(Map<String, Object> claims) implements JsonWebToken {
    static LoginClaims of(Login login) {
        return new LoginClaims(Map.of(
                "iss", TokenIssuer.ISSUER,
                "sub", login.user(),
                "upn", login.user(),
                "sid", login.sid(),
                "iat", login.since().getEpochSecond(),
                "iat_ms", login.since().toEpochMilli()));
    }

    @Override
    public String getName() {
        return String.valueOf(claims.get("upn"));
    }

    @Override
    public Set<String> getClaimNames() {
        return claims.keySet();
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the signature is MicroProfile JWT's
    public <T> @Nullable T getClaim(String name) {
        return (T) claims.get(name);
    }
}
