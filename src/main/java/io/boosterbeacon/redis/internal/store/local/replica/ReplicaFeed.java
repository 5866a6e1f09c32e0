package io.boosterbeacon.redis.internal.store.local.replica;

import io.boosterbeacon.redis.internal.concurrent.Timers;
import io.boosterbeacon.redis.internal.store.Epoch;
import io.boosterbeacon.redis.internal.store.RevocationLog;
import io.boosterbeacon.redis.internal.store.RevocationLog.Changes;
import io.boosterbeacon.redis.internal.store.RevocationLog.Part;
import io.boosterbeacon.redis.internal.store.RevocationLog.Reader;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a replica up to date: reads the log, and the snapshot if a part of the log is missing. Reads at once when the store
 * says that something has changed. Only one thread at a time works on this; none of the store applies changes.
 */
final class ReplicaFeed {
    /** A call that has no answer by then is given up. */
    static final Duration CALL_LIMIT = Duration.ofSeconds(2);

    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");
    /** Snapshots take at most this part of the time, also if each change is missing in the log. */
    private static final int SNAPSHOT_SHARE = 10;
    /** The node may have been paused in the middle of a snapshot. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private static final double ROOM = 0.95;
    private static final int MOST_FAILED_WRITE_BACKS = 3;

    private static final Duration TOO_LARGE_PAUSE = Duration.ofMinutes(1);

    private final RevocationLog log;
    private final Replica replica;
    private final WriteBack writeBack;
    private final LongConsumer registers;
    private final ReplicaSettings settings;
    private final Timers timers;
    private final NodeTime time;
    private final SnapshotReader snapshots;

    private final AtomicBoolean working = new AtomicBoolean();
    private volatile boolean asked;
    private volatile boolean closed;
    private volatile @Nullable Throwable lastFailure;

    // what follows is used only by the one that works
    /** What this node has; null if it has nothing. */
    private @Nullable Position position;
    /** Whether the position does not follow from what the store has, and a snapshot must replace it. */
    private boolean isOutdated;
    /** The time of the last answer, by the clock that is behind: it decides what has expired. */
    private long expiryMillis;
    /** When this node had all changes, by the store's clock. */
    private long completeMillis;

    /** The ids of the epochs in which the last loss was recorded, and all that this node had was written back. */
    private String recordedIn = "";

    private String recoveredIn = "";
    private int failedWriteBacks;

    private long snapshotNotBefore;
    private boolean isTooLarge;
    /** Whether the log says that the replica is too large. */
    private boolean isLogged;

    /** When a read was sent. */
    private record Sent(long nanos, long millis, boolean isRegistered) {}

    /**
     * Creates a feed that has read nothing.
     *
     * @param writeBack for what the store has lost
     * @param registers is told which register of nodes the store has
     */
    ReplicaFeed(
            RevocationLog log,
            Replica replica,
            WriteBack writeBack,
            LongConsumer registers,
            ReplicaSettings settings,
            Timers timers,
            NodeTime time) {
        this.log = log;
        this.replica = replica;
        this.writeBack = writeBack;
        this.registers = registers;
        this.settings = settings;
        this.timers = timers;
        this.time = time;
        this.snapshots = new SnapshotReader(log, timers, CALL_LIMIT);
        this.snapshotNotBefore = time.nanos();
    }

    /** Reads what has changed, now or when the present reading has ended. */
    void read() {
        asked = true;
        if (!closed && working.compareAndSet(false, true)) {
            asked = false;
            work();
        }
    }

    /** Why the log was not read the last time; null if it was. */
    @Nullable
    Throwable lastFailure() {
        return lastFailure;
    }

    /** Stops reading, and tells the other nodes that this one does not answer any more. */
    void close() {
        closed = true;
        replica.close();
        CompletionStage<?> unused = Calls.answer(
                timers, CALL_LIMIT, () -> log.remove(settings.node()).thenApply(done -> true));
    }

    private void work() {
        CompletionStage<?> unused = step().whenComplete((more, failure) -> {
            // checks ask the store, and apply their failure policy
            lastFailure = failure;
            if (failure == null && more && !closed) {
                work();
                return;
            }
            working.set(false);
            if (asked) {
                read();
            }
        });
    }

    /** Reads once. Answers whether there may be more. */
    private CompletionStage<Boolean> step() {
        Position from = position;
        Sent sent = new Sent(time.nanos(), time.millis(), from != null && !isOutdated);
        return Calls.answer(timers, CALL_LIMIT, () -> log.read(reader(from)))
                .thenComposeAsync(changes -> received(changes, sent), timers::offload);
    }

    /** The other nodes need not wait for one that cannot answer. */
    private Reader reader(@Nullable Position from) {
        if (from == null) {
            return Reader.unknown();
        }
        return isOutdated
                ? Reader.of(from.epoch(), from.applied())
                : new Reader(Optional.of(settings.node()), settings.lease(), from.epoch(), from.applied(), from.tag());
    }

    private CompletionStage<Boolean> received(Changes changes, Sent sent) {
        registers.accept(changes.nodesSince());
        expiryMillis = Math.min(sent.millis(), changes.timeMillis());
        Position from = position;
        if (changes.epoch().isEmpty()) {
            // the next heartbeat creates one
            replica.doubt();
            return Calls.done(false);
        }
        Epoch epoch = changes.epoch().get();
        if (from == null) {
            return snapshot(epoch);
        }
        if (!from.isFollowedBy(epoch, changes.logged())) {
            replica.doubt();
            isOutdated = true;
            return from.isLost(epoch, changes.logged()) ? recovered(from, epoch) : snapshot(epoch);
        }
        isOutdated = false;
        Position to = from.after(changes.logged(), expiryMillis);
        position = to;
        if (isTooLarge(to.data())) {
            return Calls.done(false);
        }
        if (to.applied() == epoch.changes() && sent.isRegistered()) {
            completeMillis = changes.timeMillis();
            isLogged = false;
            replica.prove(new Proof(to.data(), epoch, sent.nanos(), sent.millis(), expiryMillis));
        }
        // once more, so that other nodes learn what this one has applied
        return Calls.done(to.applied() != from.applied() || !sent.isRegistered());
    }

    /** Records a loss of the store, gives it back what this node has, and reads a snapshot; each once for an epoch. */
    private CompletionStage<Boolean> recovered(Position from, Epoch epoch) {
        replica.lossSeen();
        if (!epoch.id().equals(recordedIn)) {
            return writeBack
                    .record(from.epoch(), completeMillis, time.clock().instant())
                    .thenApply(beat -> {
                        recordedIn = beat.epoch().id();
                        return true;
                    });
        }
        return epoch.id().equals(recoveredIn) ? snapshot(epoch) : writeBack(from, epoch);
    }

    private CompletionStage<Boolean> writeBack(Position from, Epoch epoch) {
        if (isPaused()) {
            return Calls.done(false);
        }
        return writeBack
                .all(from.data().portions(WriteBack.PORTION, expiryMillis))
                .whenComplete((done, failure) -> {
                    failedWriteBacks = failure == null ? 0 : failedWriteBacks + 1;
                    if (failure == null) {
                        recoveredIn = epoch.id();
                    } else if (failedWriteBacks < MOST_FAILED_WRITE_BACKS) {
                        pause(0);
                    } else {
                        failedWriteBacks = 0;
                        recoveredIn = epoch.id();
                        LOG.log(Level.WARNING, "What the store has lost was not written back to it", failure);
                    }
                });
    }

    private boolean isPaused() {
        return time.nanos() - snapshotNotBefore < 0;
    }

    private CompletionStage<Boolean> snapshot(Epoch epoch) {
        if (isPaused()) {
            return Calls.done(false);
        }
        long begun = time.nanos();
        isTooLarge = false;
        return readSnapshot(epoch).whenComplete((more, failure) -> pause(SNAPSHOT_SHARE * (time.nanos() - begun)));
    }

    private void pause(long leastNanos) {
        Duration pause = isTooLarge ? TOO_LARGE_PAUSE : settings.freshness();
        long longer = Math.min(leastNanos, LONGEST_PAUSE.toNanos());
        snapshotNotBefore = time.nanos() + Math.max(pause.toNanos(), longer);
    }

    /** The log is read from before the snapshot on: what changes meanwhile may be missing in the snapshot. */
    private CompletionStage<Boolean> readSnapshot(Epoch epoch) {
        ReplicaData data = new ReplicaData();
        return snapshots
                .tag(epoch)
                .thenCompose(tag -> tag.isEmpty()
                        ? Calls.done(false)
                        : snapshots
                                .read(part -> apply(part, data), () -> !closed && !isTooLarge)
                                .thenApply(isWhole -> {
                                    if (isWhole) {
                                        position = new Position(data, epoch.id(), epoch.changes(), tag.get());
                                        isOutdated = false;
                                    }
                                    return isWhole;
                                }));
    }

    private void apply(Part part, ReplicaData data) {
        part.revoked().forEach(change -> data.apply(change, expiryMillis));
        if (part.total() > settings.maxEntries() || isTooLarge(data)) {
            tooLarge();
        }
    }

    private boolean isTooLarge(ReplicaData data) {
        if (data.size() <= settings.maxEntries()) {
            return false;
        }
        data.compact(expiryMillis);
        // each compaction takes a while: one that makes little room is the last one
        if (data.size() > settings.maxEntries() * ROOM) {
            tooLarge();
            return true;
        }
        return false;
    }

    private void tooLarge() {
        if (!isLogged) {
            LOG.log(
                    Level.WARNING,
                    "There are more revocations than beacon.revocation.max-replica-entries ({0}): each check asks the"
                            + " store",
                    settings.maxEntries());
        }
        isLogged = true;
        isTooLarge = true;
        position = null;
        replica.doubt();
        pause(0);
    }
}
