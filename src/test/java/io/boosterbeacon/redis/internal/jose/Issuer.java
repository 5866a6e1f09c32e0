package io.boosterbeacon.redis.internal.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * An issuer of tokens. It uses Nimbus JOSE + JWT: what it signs is read by an independent implementation.
 *
 * @param name the {@code iss} of its tokens
 */
public record Issuer(String name, JWK key) {
    public static final String MAIN = "https://issuer.test";
    private static final int BITS = 2048;

    /** The issuer of most tests, with an RSA key. */
    public static final Issuer RSA = new Issuer(MAIN, rsa("rsa-1"));

    /** The same issuer with another key. */
    public static final Issuer EC = new Issuer(MAIN, ec("ec-1"));

    public static RSAKey rsa(String id) {
        try {
            return new RSAKeyGenerator(BITS).keyID(id).keyUse(KeyUse.SIGNATURE).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public static ECKey ec(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyID(id)
                    .keyUse(KeyUse.SIGNATURE)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The public keys of issuers, as a key set. */
    public static String keySet(Issuer... issuers) {
        return new JWKSet(Arrays.stream(issuers).map(Issuer::key).toList()).toString(true);
    }

    /** The claims of a token that is in use. */
    public Map<String, Object> claims() {
        long now = Instant.now().getEpochSecond();
        String own = UUID.randomUUID().toString();
        Map<String, Object> claims = new HashMap<>();
        claims.put("iss", name);
        claims.put("sub", "user-" + own);
        claims.put("jti", "id-" + own);
        claims.put("sid", "session-" + own);
        claims.put("iat", now - 10);
        claims.put("exp", now + 900);
        return claims;
    }

    /** The claims of a logout token for the client {@code shop-app}. */
    public Map<String, Object> logoutClaims(Map<String, Object> of) {
        Map<String, Object> claims = claims();
        claims.put("aud", "shop-app");
        claims.put("exp", Instant.now().getEpochSecond() + 120);
        claims.put("sub", of.get("sub"));
        claims.put("sid", of.get("sid"));
        claims.put("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
        return claims;
    }

    public String sign(Map<String, Object> claims) {
        return sign(claims, key instanceof RSAKey ? JWSAlgorithm.RS256 : JWSAlgorithm.ES256, "JWT");
    }

    public String sign(Map<String, Object> claims, JWSAlgorithm algorithm, String type) {
        return sign(
                claims,
                new JWSHeader.Builder(algorithm)
                        .keyID(key.getKeyID())
                        .type(new JOSEObjectType(type))
                        .build());
    }

    public String sign(Map<String, Object> claims, JWSHeader header) {
        JWTClaimsSet.Builder builder = new JWTClaimsSet.Builder();
        claims.forEach(builder::claim);
        SignedJWT jwt = new SignedJWT(header, builder.build());
        try {
            jwt.sign(signer());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return jwt.serialize();
    }

    private JWSSigner signer() throws JOSEException {
        return key instanceof RSAKey rsa ? new RSASSASigner(rsa) : new ECDSASigner((ECKey) key);
    }

    /** All keys without their ids. */
    public static String anonymousKeySet(Issuer... issuers) {
        List<JWK> keys = Arrays.stream(issuers)
                .map(issuer -> issuer.key() instanceof RSAKey rsa
                        ? (JWK) new RSAKey.Builder(rsa).keyID(null).build()
                        : new ECKey.Builder((ECKey) issuer.key()).keyID(null).build())
                .toList();
        return new JWKSet(keys).toString(true);
    }
}
