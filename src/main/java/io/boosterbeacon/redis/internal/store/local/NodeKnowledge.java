package io.boosterbeacon.redis.internal.store.local;

import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The revocations that this node knows, and the epoch of their store. Shared by all {@link KnownRevocations} of the
 * node. Thread-safe.
 */
public final class NodeKnowledge {
    private final RevocationMemory memory;
    private final RevocationEpoch epoch;
    private final InstantSource clock;

    /**
     * Creates the empty knowledge of a node that has just started.
     *
     * @param retention how long a cutoff must be remembered: as long as tokens that it refuses may exist
     * @param maxStaleness how long a token that the store has called good is accepted while the store fails; zero to
     *     accept none
     * @param maximum the maximum number of tokens, and of users
     * @param telemetry is notified of each loss
     * @param clock the clock of this node
     * @param nanos a clock like {@link System#nanoTime}
     */
    public NodeKnowledge(
            Duration retention,
            Duration maxStaleness,
            int maximum,
            Telemetry telemetry,
            InstantSource clock,
            LongSupplier nanos) {
        this.memory = new RevocationMemory(retention, maxStaleness, nanos, maximum);
        this.epoch = new RevocationEpoch(telemetry::revocationsLost);
        this.clock = clock;
    }

    RevocationMemory memory() {
        return memory;
    }

    RevocationEpoch epoch() {
        return epoch;
    }

    Instant now() {
        return clock.instant();
    }

    /** Whether this node knows a revocation that refuses the token. Does not ask the store. */
    public boolean refuses(TokenQuery token) {
        return memory.refuses(token);
    }

    /** When the store has lost revocations; empty if it has not, or if the loss no longer matters. */
    public Optional<Instant> lostAt() {
        long lostAt = epoch.latest().lostAtMillis();
        return lostAt == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(lostAt));
    }
}
