package io.boosterbeacon.redis.internal.jose;

import io.boosterbeacon.redis.internal.config.TrustedIssuer;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.Use;
import org.jspecify.annotations.Nullable;

/** The keys of one issuer. */
record IssuerKeys(TrustedIssuer issuer, KeySet keys) {
    private static final Map<String, String> TYPES = Map.of("RS", "RSA", "PS", "RSA", "ES", "EC", "Ed", "OKP");

    /**
     * The keys that may have signed a token, those with its key id first.
     *
     * @param algorithm one of those that are accepted
     * @param id the {@code kid} of its header; null if there is none
     */
    static List<JsonWebKey> candidates(KeySet.Keys keys, String algorithm, @Nullable String id) {
        String type = TYPES.get(algorithm.substring(0, 2));
        return keys.list().stream()
                .filter(key -> key.getKeyType().equals(type))
                .filter(key -> key.getUse() == null || key.getUse().equals(Use.SIGNATURE))
                .filter(key -> key.getAlgorithm() == null || key.getAlgorithm().equals(algorithm))
                .filter(key ->
                        id == null || key.getKeyId() == null || key.getKeyId().equals(id))
                .sorted(Comparator.comparing(key -> key.getKeyId() == null))
                .toList();
    }

    /** Whether the set has the key with an id. */
    static boolean has(KeySet.Keys keys, @Nullable String id) {
        return id != null && keys.list().stream().anyMatch(key -> id.equals(key.getKeyId()));
    }
}
