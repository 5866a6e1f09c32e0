package io.boosterbeacon.redis.internal.store.local.replica;

import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Says whether the replica is fresh: to telemetry all the time, to the log if it has been stale for a while, and when it is
 * fresh again. Not thread-safe.
 */
final class FreshnessReport {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");
    private static final Duration TOLERATED = Duration.ofSeconds(10);

    private final Replica replica;
    private final Supplier<? extends @Nullable Throwable> lastFailure;
    private final Telemetry telemetry;
    private final LongSupplier nanos;
    private long freshNanos;
    private boolean isLogged;

    /** @param lastFailure returns why the log of revocations could not be read; null if it was read */
    FreshnessReport(
            Replica replica,
            Supplier<? extends @Nullable Throwable> lastFailure,
            Telemetry telemetry,
            LongSupplier nanos) {
        this.replica = replica;
        this.lastFailure = lastFailure;
        this.telemetry = telemetry;
        this.nanos = nanos;
        this.freshNanos = nanos.getAsLong();
    }

    /** To be called periodically. */
    void update() {
        boolean isFresh = replica.isFresh();
        telemetry.replicaObserved(isFresh, replica.size());
        long now = nanos.getAsLong();
        if (isFresh) {
            freshNanos = now;
            if (isLogged) {
                LOG.log(Level.INFO, "The replica of revocations is fresh again");
            }
            isLogged = false;
        } else if (!isLogged && now - freshNanos > TOLERATED.toNanos()) {
            isLogged = true;
            LOG.log(
                    Level.WARNING,
                    "The replica of revocations has not been fresh for " + TOLERATED.toSeconds()
                            + " s: each check asks the store",
                    lastFailure.get());
        }
    }
}
