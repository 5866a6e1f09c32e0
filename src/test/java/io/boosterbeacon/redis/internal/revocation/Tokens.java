package io.boosterbeacon.redis.internal.revocation;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.NullUnmarked;

/** Signed tokens, and the principals that a server makes of them. */
public final class Tokens {
    static final ECKey KEY = key();

    private Tokens() {}

    private static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_256).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String sign(Map<String, Object> claims) {
        JWTClaimsSet.Builder builder = new JWTClaimsSet.Builder();
        claims.forEach(builder::claim);
        SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.ES256), builder.build());
        try {
            jwt.sign(new ECDSASigner(KEY));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return jwt.serialize();
    }

    public static JsonWebToken verified(String jwt) {
        try {
            return new Verified(jwt, SignedJWT.parse(jwt).getJWTClaimsSet().toJSONObject());
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A verified token of a user that a claim names, as {@link #claims} has it. */
    static JsonWebToken of(String claim, String user, long issued, long expires) {
        return verified(sign(claims(claim, user, issued, expires)));
    }

    /**
     * The claims of a usual token, which tests may change.
     *
     * @param issued and {@code expires} in seconds since the epoch
     */
    static Map<String, Object> claims(String claim, String user, long issued, long expires) {
        return new HashMap<>(Map.of(
                "iss",
                "https://issuer.test",
                claim,
                user,
                "jti",
                UUID.randomUUID().toString(),
                "iat",
                issued,
                "exp",
                expires));
    }

    static JsonWebToken empty() {
        return new Verified("", Map.of());
    }

    @NullUnmarked // MicroProfile JWT says null where there is no claim
    record Verified(String raw, Map<String, Object> claims) implements JsonWebToken {
        @Override
        public String getName() {
            return (String) claims.get("upn");
        }

        @Override
        public Set<String> getClaimNames() {
            return claims.keySet();
        }

        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the signature is MicroProfile JWT's
        public <T> T getClaim(String claimName) {
            return (T) (claimName.equals("raw_token") && !raw.isEmpty() ? raw : claims.get(claimName));
        }
    }
}
