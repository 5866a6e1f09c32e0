package io.boosterbeacon.redis.internal.store;

import io.boosterbeacon.redis.revocation.Revocation.Scope;
import java.time.Duration;
import java.util.List;

/**
 * The restoration of what was revoked.
 *
 * @param scope not that of a user
 * @param ids the hashes under which it may have been revoked, at least one
 * @param retention how long the restoration is remembered after the end of the revocation
 * @param note the reason, who restores, and whether nothing is changed
 */
public record RevocationReversal(Scope scope, List<String> ids, Duration retention, RevocationNote note) {
    public RevocationReversal {
        ids = List.copyOf(ids);
    }
}
