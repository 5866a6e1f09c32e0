package io.boosterbeacon.redis.internal.store.local.replica;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.RefreshStore;
import io.boosterbeacon.redis.internal.store.RevocationLog;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.time.InstantSource;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** The replica of all revocations that this node keeps, and the decorators that use it. Thread-safe. */
public final class RevocationReplica {
    private final RevocationLog log;
    private final ReplicaSettings settings;
    private final Scheduler timers;
    private final Replica replica;
    private final AppliedChanges applied;
    private final ReplicaFeed feed;
    private final FreshnessReport report;

    /**
     * Creates a replica that is empty, so that it answers nothing before {@link #start}.
     *
     * @param store has a log. It is read without a guard: nobody waits for it
     * @param telemetry is notified of the state of the replica
     * @param ticker a clock like {@link System#nanoTime}
     */
    public RevocationReplica(
            Store store,
            ReplicaSettings settings,
            Scheduler timers,
            Telemetry telemetry,
            InstantSource clock,
            LongSupplier ticker) {
        NodeTime time = new NodeTime(clock, ticker);
        this.log = store.revocationLog().orElseThrow();
        this.settings = settings;
        this.timers = timers;
        this.replica = new Replica(settings, time);
        this.applied = new AppliedChanges(log, settings, timers, time);
        WriteBack writeBack = new WriteBack(
                log, known -> store.revocations().beat(known), settings.retention(), timers, ReplicaFeed.CALL_LIMIT);
        this.feed = new ReplicaFeed(log, replica, writeBack, applied::registerSeen, settings, timers, time);
        this.report = new FreshnessReport(replica, feed::lastFailure, telemetry, ticker);
    }

    /** Begins to read the log, until the timers are closed. */
    public void start() {
        log.onChange(feed::read);
        Future<?> unusedUntilClosed = timers.every(settings.period(), this::update);
        feed.read();
    }

    private void update() {
        feed.read();
        report.update();
    }

    /**
     * Stops to answer, and tells the store that other nodes need not wait for this one any more. If it is not told, they wait
     * for the end of its lease.
     */
    public void close() {
        feed.close();
    }

    /**
     * Answers from the replica while it is fresh.
     *
     * @param remembered whether this node remembers a revocation of the token; asked if the store has lost some
     */
    public RevocationStore over(RevocationStore store, Predicate<TokenQuery> remembered) {
        return new ReplicatedRevocations(
                store, replica, remembered, feed::read, settings.awaitsNodes() ? applied : null);
    }

    /** Revokes sessions as {@link #over(RevocationStore, Predicate)} does. */
    public RefreshStore over(RefreshStore store) {
        return new ReplicatedRefreshes(store, replica, feed::read);
    }

    /** Whether checks are answered from the replica now. */
    public boolean isFresh() {
        return replica.isFresh();
    }
}
