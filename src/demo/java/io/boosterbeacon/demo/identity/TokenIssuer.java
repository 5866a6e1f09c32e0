package io.boosterbeacon.demo.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Signs tokens for everybody: a demo has no passwords. */
@ApplicationScoped
public class TokenIssuer {
    static final String ISSUER = "urn:boosterbeacon:demo";
    private static final Duration LIFE = Duration.ofMinutes(15);

    IssuedToken issue(Login login, @Nullable String refreshToken) {
        Instant now = Instant.now();
        Instant expiresAt = now.plus(LIFE).truncatedTo(ChronoUnit.SECONDS);
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject(login.user())
                .claim("upn", login.user())
                .claim("groups", List.copyOf(login.roles()))
                .claim("sid", login.sid())
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                // seconds could not tell a login from a "revoke all" of the same second
                .claim("iat_ms", now.toEpochMilli())
                .expirationTime(Date.from(expiresAt))
                .build();
        return new IssuedToken(sign(claims), expiresAt, login.sid(), refreshToken);
    }

    private static String sign(JWTClaimsSet claims) {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(JOSEObjectType.JWT)
                .keyID(SigningKey.pair().getKeyID())
                .build();
        try {
            SignedJWT jwt = new SignedJWT(header, claims);
            jwt.sign(new RSASSASigner(SigningKey.pair()));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("Cannot sign a token", e);
        }
    }
}
