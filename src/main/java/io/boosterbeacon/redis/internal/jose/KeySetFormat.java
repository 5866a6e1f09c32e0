package io.boosterbeacon.redis.internal.jose;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** Reads keys from text. Only public keys are kept: a symmetric key of a set never verifies anything. */
final class KeySetFormat {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519", "Ed448");

    private KeySetFormat() {}

    /**
     * Reads a key set (RFC 7517 §5). Keys of unknown types are left out.
     *
     * @throws JoseException if the text is no key set, or has no public key
     */
    static List<JsonWebKey> set(String json) throws JoseException {
        List<JsonWebKey> keys = new JsonWebKeySet(json)
                .getJsonWebKeys().stream()
                        .filter(PublicJsonWebKey.class::isInstance)
                        .toList();
        if (keys.isEmpty()) {
            throw new JoseException("the key set has no public key");
        }
        return keys;
    }

    /**
     * Reads a public key in PEM, a key (RFC 7517 §4) or a key set.
     *
     * @throws JoseException if the text is none of these, or has a private key, which does not belong into the
     *     configuration of who verifies
     */
    static List<JsonWebKey> any(String text) throws JoseException {
        Matcher pem = PEM.matcher(text);
        if (pem.find()) {
            String base64 = pem.group(1);
            if (pem.find()) {
                throw new JoseException("there are several keys in PEM");
            }
            return List.of(ofPem(base64));
        }
        List<JsonWebKey> keys =
                text.contains("\"keys\"") ? set(text) : List.of(PublicJsonWebKey.Factory.newPublicJwk(text));
        for (JsonWebKey key : keys) {
            if (key instanceof PublicJsonWebKey pair && pair.getPrivateKey() != null) {
                throw new JoseException("a key is private");
            }
        }
        return keys;
    }

    private static JsonWebKey ofPem(String base64) throws JoseException {
        List<Exception> failures = new ArrayList<>();
        for (String algorithm : ALGORITHMS) {
            try {
                byte[] encoded = Base64.getMimeDecoder().decode(base64);
                PublicKey key = KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
                return PublicJsonWebKey.Factory.newPublicJwk(key);
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                failures.add(e);
            }
        }
        throw new JoseException("no public key in PEM: " + failures);
    }
}
