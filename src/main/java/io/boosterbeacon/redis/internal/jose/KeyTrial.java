package io.boosterbeacon.redis.internal.jose;

import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.util.List;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.InvalidAlgorithmException;
import org.jose4j.lang.InvalidKeyException;
import org.jose4j.lang.JoseException;

/** Applies the keys of an issuer to a signature. */
enum KeyTrial {
    /** A key has verified the signature. */
    SIGNED,
    /** All keys that may have signed the token were applied, and none has. */
    REFUSED,
    /** No key has verified the signature, and some could not be applied. */
    UNUSABLE,
    /** No key may have signed the token. */
    NO_KEY;

    /** An issuer with more keys without ids would make each verification expensive. */
    private static final int MAX_KEYS = 8;

    /** @throws KeysUnavailableException if the platform's cryptography fails */
    static KeyTrial of(JsonWebSignature signature, KeySet.Keys keys) throws KeysUnavailableException {
        List<JsonWebKey> candidates =
                IssuerKeys.candidates(keys, signature.getAlgorithmHeaderValue(), signature.getKeyIdHeaderValue());
        KeyTrial result = candidates.isEmpty() ? NO_KEY : candidates.size() > MAX_KEYS ? UNUSABLE : REFUSED;
        for (JsonWebKey key : candidates.subList(0, Math.min(MAX_KEYS, candidates.size()))) {
            KeyTrial trial = of(signature, key);
            if (trial == SIGNED) {
                return SIGNED;
            }
            result = trial == UNUSABLE ? UNUSABLE : result;
        }
        return result;
    }

    private static KeyTrial of(JsonWebSignature signature, JsonWebKey key) throws KeysUnavailableException {
        try {
            signature.setKey(key.getKey());
            return signature.verifySignature() ? SIGNED : REFUSED;
        } catch (InvalidKeyException | InvalidAlgorithmException e) {
            // too short, of another curve, or for a signature that this platform does not know
            return UNUSABLE;
        } catch (JoseException e) {
            // the signature has another form, or the header an extension that nobody knows
            return e.getCause() instanceof NoSuchAlgorithmException ? UNUSABLE : REFUSED;
        } catch (ProviderException e) {
            throw new KeysUnavailableException("the platform cannot verify signatures now", e);
        }
    }
}
