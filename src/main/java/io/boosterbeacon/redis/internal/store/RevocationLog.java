package io.boosterbeacon.redis.internal.store;

import io.boosterbeacon.redis.revocation.Revocation.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The log of the changes of a {@link RevocationStore}, from which nodes keep replicas of all revocations, and what these
 * nodes have applied. Each change is counted in the {@link Epoch}; its number is that count. Stages fail with
 * {@link StoreException}.
 */
public interface RevocationLog {
    /**
     * Reads the changes after a position. The answer is of one moment. One round trip.
     *
     * @param reader the node; if it may answer from its replica, it is registered
     */
    CompletionStage<Changes> read(Reader reader);

    /**
     * Reads a part of all revocations that are stored. What is changed while the parts are read may be in none of them; it
     * is in the log. Two round trips.
     *
     * @param part the part after an earlier one
     */
    CompletionStage<Part> snapshot(Cursor part);

    /** Stores revocations that the store has lost, unless they were revoked or restored since. One round trip. */
    CompletionStage<?> writeBack(List<Change> lost);

    /** Reads the nodes that may answer from their replicas. One round trip. */
    CompletionStage<Nodes> nodes();

    /** Removes a node that does not answer from its replica any more. One round trip. */
    CompletionStage<?> remove(String node);

    /** Calls the listener soon after each change, on a thread of the store; and when changes may have been missed. */
    void onChange(Runnable listener);

    /**
     * A node that reads the log.
     *
     * @param node the name of the node, if it may answer from its replica after this call; else empty
     * @param answersFor how long it may answer then
     * @param epoch the id of the epoch that it has; empty if it has none
     * @param applied the number of the last change that it has applied
     * @param tag the tag of that change; if the log has another one, the node is registered without any change
     */
    record Reader(Optional<String> node, Duration answersFor, String epoch, long applied, String tag) {
        /** A node that only reads. */
        public static Reader of(String epoch, long applied) {
            return new Reader(Optional.empty(), Duration.ZERO, epoch, applied, "");
        }

        /** A node that has nothing. */
        public static Reader unknown() {
            return of("", 0);
        }
    }

    /**
     * What is in the log after a position.
     *
     * @param epoch the store's epoch; empty if it has none
     * @param timeMillis the time of the store's clock, in milliseconds since the epoch
     * @param nodesSince identifies the register of the nodes: when it was begun, by the store's clock; 0 if there is none
     * @param logged the changes from the last applied one on, in their order, but not all of them if there are many; none
     *     if the epoch is another one than that of the reader
     */
    record Changes(Optional<Epoch> epoch, long timeMillis, long nodesSince, List<Logged> logged) {}

    /**
     * An entry of the log.
     *
     * @param number the number of the change
     * @param tag differs from that of any other entry, also of one that had the same number before the store has lost it
     * @param changes what has changed; empty if the change concerns no revocation
     */
    record Logged(long number, String tag, List<Change> changes) {}

    /**
     * A revocation that has changed.
     *
     * @param id the hash of the token, the session or the group
     * @param cutoff the cutoff of a group; empty for a token or a session, and after a restoration
     * @param expiresAtMillis when it expires, in milliseconds since the epoch, by the store's clock; 0 after a restoration
     */
    record Change(Scope scope, String id, Optional<Cutoff> cutoff, long expiresAtMillis) {
        /** Whether it was restored. */
        public boolean isRestored() {
            return expiresAtMillis == 0;
        }
    }

    /**
     * Where a part of the snapshot begins.
     *
     * @param expiryMillis the earliest expiry in it
     * @param skipped how many of those from this expiry on are not in it
     * @param last the last one of the part before, with which this one must begin; empty if it begins with this expiry
     */
    record Cursor(long expiryMillis, int skipped, String last) {
        /** The first part. */
        public static Cursor first() {
            return from(0);
        }

        /** The part that begins with an expiry. */
        public static Cursor from(long expiryMillis) {
            return new Cursor(expiryMillis, 0, "");
        }
    }

    /**
     * A part of the snapshot.
     *
     * @param revoked may contain revocations of an earlier part once more
     * @param total the number of tokens, sessions and groups that are revoked; a token may have several ids
     * @param next empty if this is the last part
     */
    record Part(List<Change> revoked, long total, Optional<Cursor> next) {}

    /**
     * The register of the nodes.
     *
     * @param since identifies the register: when it was begun, by the store's clock. It may lack nodes that have not read
     *     since then
     */
    record Nodes(long since, List<Node> nodes) {}

    /**
     * A node that has a replica.
     *
     * @param stamp differs for each of its reads
     * @param answersFor how long it may answer from its replica after that read
     * @param epoch the id of the epoch that it has
     * @param applied the number of the last change that it had applied before that read
     */
    record Node(String name, long stamp, Duration answersFor, String epoch, long applied) {}
}
