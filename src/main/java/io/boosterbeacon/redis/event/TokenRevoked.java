package io.boosterbeacon.redis.event;

import io.boosterbeacon.redis.revocation.Revocation;
import java.util.Optional;

/**
 * A token, or all tokens of a user, a session or another group, were revoked by this node.
 *
 * @param revocation the receipt, with the hash of what was revoked
 */
public record TokenRevoked(Revocation revocation) {
    /**
     * Returns the reason of the revocation.
     *
     * @return the reason that the caller gave; empty if it gave none
     */
    public Optional<String> reason() {
        return revocation.reason();
    }
}
