package io.boosterbeacon.redis.internal.jose;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Tokens with the claims of a victim that the issuer has not signed. */
public final class ForgedTokens {
    private static final Issuer ATTACKER = new Issuer(Issuer.MAIN, Issuer.rsa("rsa-1"));

    private ForgedTokens() {}

    /** One of each kind, by its name. */
    public static Map<String, String> of(Map<String, Object> victim) {
        Map<String, String> forged = new LinkedHashMap<>();
        String genuine = Issuer.RSA.sign(victim);
        String[] parts = genuine.split("\\.", -1);
        forged.put("signed with another key of the same id", ATTACKER.sign(victim));
        forged.put("without a signature", parts[0] + "." + parts[1] + ".");
        forged.put("with the signature of another token", parts[0] + "." + parts[1] + "." + signatureOfAnother());
        forged.put(
                "with one letter of the signature changed",
                genuine.substring(0, genuine.length() - 20)
                        + (genuine.charAt(genuine.length() - 20) == 'A' ? 'B' : 'A')
                        + genuine.substring(genuine.length() - 19));
        forged.put("alg none", new PlainJWT(claims(victim)).serialize());
        forged.put("alg none with a signature", header(Map.of("alg", "none")) + "." + parts[1] + "." + parts[2]);
        forged.put("HMAC with the public key", hmacWithPublicKey(victim));
        forged.put("with its own key in the header", withKeyInHeader(victim));
        forged.put("with the address of its own keys in the header", withAddressInHeader(victim));
        forged.put(
                "of another algorithm",
                header(Map.of("alg", "ES256", "kid", "rsa-1")) + "." + parts[1] + "." + parts[2]);
        forged.put("without a header that can be read", "e30." + parts[1] + "." + parts[2]);
        return forged;
    }

    private static JWTClaimsSet claims(Map<String, Object> victim) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder();
        victim.forEach(claims::claim);
        return claims.build();
    }

    private static String header(Map<String, Object> members) {
        StringBuilder json = new StringBuilder("{");
        members.forEach((name, value) -> json.append(json.length() > 1 ? "," : "")
                .append('"')
                .append(name)
                .append("\":\"")
                .append(value)
                .append('"'));
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(json.append('}').toString().getBytes(UTF_8));
    }

    private static String signatureOfAnother() {
        String other = Issuer.RSA.sign(Issuer.RSA.claims());
        return other.substring(other.lastIndexOf('.') + 1);
    }

    /** The attack on libraries that take the algorithm from the header, and the public key as the secret. */
    private static String hmacWithPublicKey(Map<String, Object> victim) {
        try {
            byte[] secret = ((RSAKey) Issuer.RSA.key()).toRSAPublicKey().getEncoded();
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa-1").build(), claims(victim));
            jwt.sign(new MACSigner(secret));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String withKeyInHeader(Map<String, Object> victim) {
        JWK own = ATTACKER.key().toPublicJWK();
        return ATTACKER.sign(
                victim,
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID("rsa-1")
                        .jwk(own)
                        .build());
    }

    private static String withAddressInHeader(Map<String, Object> victim) {
        return ATTACKER.sign(
                victim,
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID("rsa-1")
                        .jwkURL(URI.create("http://127.0.0.1:1/jwks"))
                        .build());
    }

    /** A header with an extension that must be understood: nobody may accept it, although the issuer has signed it. */
    public static String withUnknownExtension(Map<String, Object> claims) {
        return Issuer.RSA.sign(
                claims,
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID("rsa-1")
                        .criticalParams(Set.of("extension"))
                        .customParam("extension", true)
                        .build());
    }
}
