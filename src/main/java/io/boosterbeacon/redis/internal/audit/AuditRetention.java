package io.boosterbeacon.redis.internal.audit;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

/**
 * Removes expired entries of the audit every minute: otherwise they would stay until others are recorded. All nodes do
 * so, because any of them may be the last one. Thread-safe.
 */
public final class AuditRetention {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");
    private static final Duration PERIOD = Duration.ofMinutes(1);

    private final RevocationAuditStore store;
    private final Duration retention;

    /** @param store without a guard: nobody waits for the answers */
    public AuditRetention(RevocationAuditStore store, Duration retention) {
        this.store = store;
        this.retention = retention;
    }

    /** Removes expired entries from now on, until the timer is closed. */
    public void start(Scheduler timers) {
        Future<?> unused = timers.every(PERIOD, this::prune);
    }

    /** Removes the entries that have expired until now. Does not wait. */
    void prune() {
        CompletionStage<?> unused = pruneAll().whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.log(Level.DEBUG, "Expired entries of the audit are not removed yet", failure);
            }
        });
    }

    private CompletionStage<Boolean> pruneAll() {
        return store.prune(retention).thenCompose(more -> more ? pruneAll() : CompletableFuture.completedFuture(false));
    }
}
