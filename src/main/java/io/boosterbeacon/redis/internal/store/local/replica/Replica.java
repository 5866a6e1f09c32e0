package io.boosterbeacon.redis.internal.store.local.replica;

import io.boosterbeacon.redis.internal.store.Epoch;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Decides by the data of this node whether it may answer, and what. Its {@link ReplicaFeed} proves again and again that the
 * data has all changes. Thread-safe; never blocks.
 */
final class Replica {
    /** What the data says of a token. */
    enum Answer {
        ACCEPTED,
        REVOKED,
        /** The data cannot decide: the store must be asked. */
        UNKNOWN
    }

    private final NodeTime time;
    private final long freshNanos;
    private final long staleNanos;
    /** Null while the data may lack changes. */
    private volatile @Nullable Proof proof;
    /** The last proof, also while there is none. */
    private volatile @Nullable Proof last;

    private final ReentrantLock changing = new ReentrantLock();
    private volatile OwnChange own;
    private volatile boolean closed;
    private volatile boolean hasSeenLoss;

    Replica(ReplicaSettings settings, NodeTime time) {
        this.time = time;
        this.freshNanos = settings.freshness().toNanos();
        this.staleNanos = settings.maxStaleness().toNanos();
        this.own = new OwnChange(null, time.nanos() - 1);
    }

    /** Answers if the data is fresh. */
    Answer find(TokenQuery token) {
        Proof current = proof;
        if (current == null || !own.isIn(current)) {
            return Answer.UNKNOWN;
        }
        boolean refused = current.data().refuses(token, current.expiryMillis());
        // after the look-up: the whole node may have been paused in between
        if (!isWithin(current, freshNanos)) {
            return Answer.UNKNOWN;
        }
        return refused ? Answer.REVOKED : acceptedUnlessLost(current, token);
    }

    private boolean isWithin(Proof proven, long limit) {
        return proven.isWithin(limit, time.nanos(), time.millis());
    }

    /** Tokens from before a loss cannot be checked. */
    private static Answer acceptedUnlessLost(Proof proven, TokenQuery token) {
        long lostAt = proven.epoch().lostAtMillis();
        return lostAt != 0 && token.isRefusedBy(lostAt) ? Answer.UNKNOWN : Answer.ACCEPTED;
    }

    /** Answers while the store fails: by data that may lack changes, but only for so long as the policy allows. */
    Answer findStale(TokenQuery token) {
        Proof latest = last;
        if (latest == null) {
            return Answer.UNKNOWN;
        }
        if (latest.data().refuses(token, latest.expiryMillis())) {
            return Answer.REVOKED;
        }
        return token.isVerified() && token.acceptsStale() && isWithin(latest, staleNanos)
                ? acceptedUnlessLost(latest, token)
                : Answer.UNKNOWN;
    }

    /**
     * Remembers a change that this node has made: data that lacks it does not answer any more.
     *
     * @param reached the store's epoch after the change; empty if it has none
     */
    void changed(Optional<Epoch> reached) {
        OwnChange latest = new OwnChange(reached.orElse(null), time.nanos());
        changing.lock();
        try {
            if (!own.includes(latest)) {
                own = latest;
            }
        } finally {
            changing.unlock();
        }
    }

    /** The store's epoch after the last change that this node has made; empty if it had none. */
    Optional<Epoch> lastChange() {
        return Optional.ofNullable(own.reached);
    }

    /**
     * A change that this node has made.
     *
     * @param reached the store's epoch after it; null if it has none
     * @param atNanos when the store had made it
     */
    private record OwnChange(@Nullable Epoch reached, long atNanos) {
        boolean includes(OwnChange other) {
            return reached != null
                    && other.reached != null
                    && reached.id().equals(other.reached.id())
                    && reached.changes() >= other.reached.changes();
        }

        boolean isIn(Proof current) {
            return (reached != null && reached.id().equals(current.epoch().id()))
                    ? current.epoch().changes() >= reached.changes()
                    : current.sentNanos() - atNanos > 0;
        }
    }

    /** The data has all changes of the epoch. */
    void prove(Proof current) {
        last = current;
        proof = closed ? null : current;
        if (closed) {
            proof = null;
        }
    }

    /** The data is not updated any more. */
    void close() {
        closed = true;
        proof = null;
    }

    /** The data may lack changes. */
    void doubt() {
        proof = null;
    }

    /** The store has lost changes: other memories of this node may have some that are in no replica. */
    void lossSeen() {
        hasSeenLoss = true;
    }

    /** Whether the store has ever lost changes since this node has started. */
    boolean hasSeenLoss() {
        return hasSeenLoss;
    }

    /** Whether the data is fresh. */
    boolean isFresh() {
        Proof current = proof;
        return current != null && isWithin(current, freshNanos);
    }

    /** The number of revocations in the data. */
    int size() {
        Proof latest = last;
        return latest == null ? 0 : latest.data().size();
    }
}
