package io.boosterbeacon.redis.revocation;

import java.util.Optional;

/**
 * What has become of one target of {@link TokenBlacklistService#revokeAll}. Either the receipt or the failure is
 * present.
 *
 * @param target what was to be revoked
 * @param receipt the receipt; empty if the revocation failed
 * @param failure why the revocation failed: an {@code IllegalArgumentException} or a {@code RedisException}, as the
 *     single call throws; empty if it succeeded
 */
public record RevocationAttempt(
        RevocationTarget target, Optional<Revocation> receipt, Optional<RuntimeException> failure) {
    /**
     * Returns the receipt, or throws the failure.
     *
     * @return the receipt
     */
    public Revocation orThrow() {
        return receipt.orElseThrow(() -> failure.orElseThrow());
    }
}
