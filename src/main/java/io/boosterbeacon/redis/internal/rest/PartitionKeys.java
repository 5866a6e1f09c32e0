package io.boosterbeacon.redis.internal.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Computes the partition keys of header fields: keyed hashes of the policy and the subject. All nodes with the same
 * secret compute the same keys. Nobody else can compute the key of a user or an address, or find out whose key it is.
 * Thread-safe.
 */
final class PartitionKeys {
    private static final int LENGTH = 9;

    private final @Nullable SecretKey secret;

    /** @param secret empty if there are no partition keys */
    PartitionKeys(Optional<SecretKey> secret) {
        this.secret = secret.orElse(null);
    }

    /** The key of a count, in base64; null without a secret or a subject. */
    @Nullable
    String of(String policy, @Nullable String subject) {
        if (secret == null || subject == null) {
            return null;
        }
        try {
            Mac mac = Mac.getInstance(secret.getAlgorithm());
            mac.init(secret);
            // the subject is a hash of fixed length
            mac.update(subject.getBytes(UTF_8));
            byte[] key = Arrays.copyOf(mac.doFinal(policy.getBytes(UTF_8)), LENGTH);
            return Base64.getEncoder().encodeToString(key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(secret.getAlgorithm() + " is not available", e);
        }
    }
}
