package io.boosterbeacon.redis.internal.config;

import io.boosterbeacon.redis.revocation.RevocationMode;
import java.time.Duration;

/**
 * Whether nodes check tokens by a replica of the revocations.
 *
 * @param mode how tokens are checked where no annotation says it: {@link RevocationMode#STRICT} or
 *     {@link RevocationMode#REPLICA}
 * @param freshness how long a node may answer from its replica after it was proved to have all changes
 * @param maxEntries the maximum number of revocations in a replica
 * @param awaitsNodes whether a revocation waits until all nodes have applied it
 */
public record ReplicaMode(RevocationMode mode, Duration freshness, int maxEntries, boolean awaitsNodes) {
    /** Each check asks the store. */
    public static final ReplicaMode STRICT =
            new ReplicaMode(RevocationMode.STRICT, Duration.ofSeconds(1), 5_000_000, false);

    /** What a revocation waits for. */
    private enum Await {
        NONE,
        NODES
    }

    /** How tokens may be checked. */
    private enum Mode {
        STRICT,
        REPLICA
    }

    static ReplicaMode read(Values values) {
        Mode mode = values.choice(ConfigKeys.REVOCATION_MODE, Mode.class, Mode.STRICT);
        Await await = values.choice(ConfigKeys.REVOCATION_AWAIT, Await.class, Await.NONE);
        if (await == Await.NODES && mode == Mode.STRICT) {
            throw ConfigProblem.of(
                    ConfigKeys.REVOCATION_AWAIT,
                    "nodes",
                    "none, because " + ConfigKeys.REVOCATION_MODE + " is strict: this node cannot see other nodes");
        }
        return new ReplicaMode(
                mode == Mode.REPLICA ? RevocationMode.REPLICA : RevocationMode.STRICT,
                values.duration(
                        ConfigKeys.REVOCATION_FRESHNESS,
                        STRICT.freshness,
                        Duration.ofMillis(100),
                        Duration.ofMinutes(1)),
                (int) values.number(ConfigKeys.REVOCATION_MAX_REPLICA_ENTRIES, STRICT.maxEntries, 1_000, 100_000_000),
                await == Await.NODES);
    }

    /** Whether this node keeps a replica. */
    public boolean isReplica() {
        return mode == RevocationMode.REPLICA;
    }
}
