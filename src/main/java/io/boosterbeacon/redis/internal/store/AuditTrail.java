package io.boosterbeacon.redis.internal.store;

import java.time.Duration;
import java.util.List;

/**
 * How something is audited.
 *
 * @param node the name of this node
 * @param foundBy further hashes by which the entry is found, besides that of what was revoked
 * @param maxEntries the approximate number of entries that are kept; 0 if nothing is audited
 * @param retention how long entries are kept
 */
public record AuditTrail(String node, List<String> foundBy, long maxEntries, Duration retention) {
    /** Nothing is audited. */
    public static final AuditTrail NONE = new AuditTrail("", List.of(), 0, Duration.ZERO);

    public AuditTrail {
        foundBy = List.copyOf(foundBy);
    }

    /** Whether something is audited. */
    public boolean isKept() {
        return maxEntries > 0;
    }

    /** The same trail for an entry that is found by these hashes. */
    public AuditTrail foundBy(List<String> hashes) {
        return new AuditTrail(node, hashes, maxEntries, retention);
    }
}
