package io.boosterbeacon.redis.internal.jose;

import io.boosterbeacon.redis.internal.config.TrustedIssuer;
import io.boosterbeacon.redis.internal.jose.Verification.Forged;
import io.boosterbeacon.redis.internal.jose.Verification.Signed;
import io.boosterbeacon.redis.internal.jose.Verification.UnknownKey;
import io.boosterbeacon.redis.internal.jose.Verification.Unsupported;
import io.boosterbeacon.redis.internal.jose.Verification.Unverifiable;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the signatures of signed tokens (RFC 7515). Keys come from the configured issuers alone: what a header says
 * about keys, such as {@code jwk} and {@code jku}, is not read. Thread-safe.
 */
public final class TokenVerifier {
    private static final int PARTS = 3;

    private final Map<String, IssuerKeys> issuers = new HashMap<>();

    /** @param issuers the keys of each issuer */
    TokenVerifier(List<IssuerKeys> issuers) {
        issuers.forEach(each -> this.issuers.put(each.issuer().issuer(), each));
    }

    /**
     * Verifies a token. May wait until the keys of its issuer are fetched.
     *
     * @throws KeysUnavailableException if no keys of its issuer are known now, or the platform's cryptography fails
     */
    public Verification verify(String jwt) throws KeysUnavailableException {
        IssuerKeys issuer = issuer(jwt);
        if (issuer == null) {
            return new Unverifiable();
        }
        try {
            return verify(jwt, issuer);
        } catch (JoseException | RuntimeException e) {
            // the header, the claims or the signature cannot be read: nobody accepts the token
            return new Forged();
        }
    }

    /** The issuer that an unverified token names: only for the choice of the keys. Null if it names none of ours. */
    private @Nullable IssuerKeys issuer(String jwt) {
        String[] parts = jwt.split("\\.", -1);
        if (parts.length != PARTS) {
            return null;
        }
        try {
            String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
            return JsonUtil.parseJson(payload).get("iss") instanceof String name ? issuers.get(name) : null;
        } catch (JoseException | RuntimeException e) {
            return null;
        }
    }

    private static Verification verify(String jwt, IssuerKeys issuer) throws JoseException, KeysUnavailableException {
        TrustedIssuer trusted = issuer.issuer();
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmConstraints(new AlgorithmConstraints(
                ConstraintType.PERMIT, trusted.algorithms().toArray(String[]::new)));
        signature.setCompactSerialization(jwt);
        String algorithm = signature.getAlgorithmHeaderValue();
        if (algorithm == null || !trusted.algorithms().contains(algorithm)) {
            return new Unsupported();
        }
        KeySet.Keys known = issuer.keys().current();
        KeyTrial trial = KeyTrial.of(signature, known);
        if (trial == KeyTrial.SIGNED) {
            return signed(jwt, signature, trusted);
        }
        if (known.areNew() || IssuerKeys.has(known, signature.getKeyIdHeaderValue())) {
            return unsigned(trial, signature, known);
        }
        // the issuer may have a new key
        Optional<KeySet.Keys> newer = issuer.keys().newerThan(known);
        if (newer.isEmpty()) {
            return new UnknownKey();
        }
        KeyTrial second = KeyTrial.of(signature, newer.get());
        if (second == KeyTrial.SIGNED) {
            return signed(jwt, signature, trusted);
        }
        // keys that another thread has asked for may be older than this token
        return newer.get().areNew() ? unsigned(second, signature, newer.get()) : new UnknownKey();
    }

    /** Only what a key of the issuer has refused is forged: others may know the key, and accept the token. */
    private static Verification unsigned(KeyTrial trial, JsonWebSignature signature, KeySet.Keys keys) {
        if (trial == KeyTrial.REFUSED) {
            return new Forged();
        }
        String id = signature.getKeyIdHeaderValue();
        boolean isRetired = trial == KeyTrial.NO_KEY && id != null && !IssuerKeys.has(keys, id);
        return isRetired ? new Unverifiable() : new Unsupported();
    }

    private static Signed signed(String jwt, JsonWebSignature signature, TrustedIssuer issuer) throws JoseException {
        String type = signature.getHeader("typ");
        return new Signed(
                new VerifiedToken(jwt, JsonUtil.parseJson(signature.getPayload()), type == null ? "" : type, issuer));
    }
}
