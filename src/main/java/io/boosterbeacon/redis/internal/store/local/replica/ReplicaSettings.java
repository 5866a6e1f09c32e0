package io.boosterbeacon.redis.internal.store.local.replica;

import java.time.Duration;
import java.util.UUID;

/**
 * The settings of a replica.
 *
 * @param node the name of this node, as other nodes see it
 * @param freshness how long the node may answer after it was proved that it has all changes
 * @param maxStaleness how long it may answer then while the store fails, with the policy {@code bounded}
 * @param retention how long the loss of a revocation matters
 * @param maxEntries the maximum number of ids of tokens, sessions and groups. With more, the node asks the store
 * @param awaitsNodes whether a revocation waits until all nodes have applied it
 */
public record ReplicaSettings(
        String node,
        Duration freshness,
        Duration maxStaleness,
        Duration retention,
        int maxEntries,
        boolean awaitsNodes) {
    /** The clocks of two nodes may run at speeds that differ by so much, and an answer may be so late. */
    private static final double DRIFT = 1.01;

    private static final Duration MARGIN = Duration.ofMillis(20);

    /** The settings of a node with a random name. */
    public ReplicaSettings(
            Duration freshness, Duration maxStaleness, Duration retention, int maxEntries, boolean awaitsNodes) {
        this(UUID.randomUUID().toString(), freshness, maxStaleness, retention, maxEntries, awaitsNodes);
    }

    /** How long other nodes must wait before they can be sure that this one does not answer any more. */
    Duration lease() {
        return Duration.ofNanos((long) (freshness.toNanos() * DRIFT)).plus(MARGIN);
    }

    /** How often it is proved that the node has all changes. */
    Duration period() {
        return freshness.dividedBy(4);
    }
}
