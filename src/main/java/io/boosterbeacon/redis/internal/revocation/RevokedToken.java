package io.boosterbeacon.redis.internal.revocation;

import java.util.List;

/**
 * A token that was found revoked.
 *
 * @param id the hash that identifies it
 * @param foundBy further hashes by which the audit's entries about it are found
 */
public record RevokedToken(String id, List<String> foundBy) {
    public RevokedToken {
        foundBy = List.copyOf(foundBy);
    }
}
