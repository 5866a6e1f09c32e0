package io.boosterbeacon.redis.internal.store.local;

import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What one node knows of revocations and of the store that holds them, shared by its {@link KnownRevocations}. Thread-safe. */
public final class NodeKnowledge {
    private final RevocationMemory memory;
    private final RevocationEpoch epoch;
    private final InstantSource clock;

    /**
     * Creates the knowledge of a node that has just started.
     *
     * @param retention how long a cutoff refuses tokens that may be left
     * @param maxStaleness for how long a token that the store called good is accepted while the store fails; zero for not at all
     * @param maximum of tokens, and of users
     * @param telemetry hears of each loss
     * @param clock the node's
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

    /** When the store has lost revocations; empty if it has not, or if the loss does not matter any more. */
    public Optional<Instant> lostAt() {
        long lostAt = epoch.latest().lostAtMillis();
        return lostAt == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(lostAt));
    }
}
