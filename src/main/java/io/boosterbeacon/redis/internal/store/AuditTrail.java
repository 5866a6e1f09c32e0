package io.boosterbeacon.redis.internal.store;

import java.time.Duration;
import java.util.List;

/**
 * How something is audited.
 *
 * @param stream the part of the audit; rejected requests have their own, whatever this is
 * @param node the name of this node
 * @param foundBy further hashes by which the entry is found, besides that of what was revoked
 * @param maxEntries the approximate number of entries that are kept in each stream; 0 if nothing is audited
 * @param retention how long entries are kept
 */
public record AuditTrail(AuditStream stream, String node, List<String> foundBy, long maxEntries, Duration retention) {
    /** Nothing is audited. */
    public static final AuditTrail NONE = new AuditTrail("", List.of(), 0, Duration.ZERO);

    public AuditTrail {
        foundBy = List.copyOf(foundBy);
    }

    /** The trail of what an operator changes. */
    public AuditTrail(String node, List<String> foundBy, long maxEntries, Duration retention) {
        this(AuditStream.CHANGES, node, foundBy, maxEntries, retention);
    }

    /** Whether something is audited. */
    public boolean isKept() {
        return maxEntries > 0;
    }

    /** The same trail for an entry that is found by these hashes. */
    public AuditTrail foundBy(List<String> hashes) {
        return new AuditTrail(stream, node, hashes, maxEntries, retention);
    }

    /** The same trail in another part of the audit. */
    public AuditTrail in(AuditStream other) {
        return new AuditTrail(other, node, foundBy, maxEntries, retention);
    }
}
