package io.boosterbeacon.redis.internal.store;

import io.boosterbeacon.redis.revocation.BlacklistStats;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Stores revoked tokens and sessions, and the cutoffs of groups of tokens. All are given as hashes. All times are of the
 * store's clock unless stated otherwise. Stages fail with {@link StoreException}.
 */
public interface RevocationStore {
    /**
     * Stores a token or a session as revoked under each of its ids. It is counted as one entry, under the first id. A
     * repeated revocation keeps the first time of revocation with its reason, and the later expiry.
     */
    CompletionStage<Entry> revokeToken(TokenRevocation token);

    /**
     * Sets the cutoff of a group. A cutoff never moves back, and an exemption never makes a token valid again that an
     * earlier cutoff has refused.
     */
    CompletionStage<CutoffEntry> revokeGroup(GroupRevocation group);

    /**
     * Removes a revocation, under all ids under which it was stored together. Until the revocation would have expired,
     * look-ups say that it was restored. They say so also if nothing is stored: it may have been lost, and nodes that
     * remember it must forget it.
     */
    CompletionStage<Reversed> restore(RevocationReversal reversal);

    /** Looks up a token and its groups, in one round trip. The cutoffs may be missing if the token itself is revoked. */
    CompletionStage<State> find(TokenQuery token);

    /**
     * Waits until a revocation that was stored before this call is on replicas, or on the disk of the store, for some
     * seconds at most. Never fails.
     *
     * @param stored what was stored
     * @param replicas the number of replicas to wait for
     * @param onDisk whether to wait for the disk
     */
    CompletionStage<Copies> copies(Stored stored, int replicas, boolean onDisk);

    /**
     * Waits until no node answers any more without what this node has revoked before this call. Never fails. Completed where
     * each check asks the store.
     */
    default CompletionStage<Void> everywhere() {
        return CompletableFuture.completedFuture(null);
    }

    /** Counts the stored revocations that have not expired. */
    CompletionStage<Stats> stats();

    /**
     * Compares the store's epoch with the one that the caller knows. If they contradict each other, the store has lost
     * revocations, and the loss is recorded in it. To be called periodically. One round trip.
     */
    CompletionStage<Beat> beat(Known known);

    /** Removes the record of a loss. */
    CompletionStage<Beat> acknowledgeLoss(Known known);

    /**
     * The result of the revocation of a token or a session.
     *
     * @param fresh false if the token was already revoked
     * @param revokedAt the time of the first revocation
     * @param expiresAt until when the revocation is stored, or would have been
     * @param restoredMillis when the token was last restored before that, in milliseconds; 0 if it was not
     * @param epoch the store's epoch after the call; empty if it has none yet
     */
    record Entry(
            boolean fresh,
            Instant revokedAt,
            Kept kept,
            Instant expiresAt,
            long restoredMillis,
            Optional<Epoch> epoch) {
        /** The same result at another epoch. */
        public Entry at(Optional<Epoch> after) {
            return new Entry(fresh, revokedAt, kept, expiresAt, restoredMillis, after);
        }
    }

    /** Whether a token was stored. */
    enum Kept {
        /** Not stored: the token has expired by the store's clock and by the node's clock. */
        EXPIRED,
        STORED,
        /** Not stored: the store already holds the maximum number of unverified tokens. */
        NO_ROOM
    }

    /**
     * The result of the revocation of a group.
     *
     * @param fresh false if the group already had a cutoff
     * @param cutoff the cutoff after the call
     * @param expiresAt until when the cutoff is stored
     * @param epoch the store's epoch after the call; empty if it has none yet
     */
    record CutoffEntry(boolean fresh, Cutoff cutoff, Instant expiresAt, Optional<Epoch> epoch) {
        /** The time up to which tokens are refused. */
        public Instant revokedAt() {
            return Instant.ofEpochMilli(cutoff.millis());
        }
    }

    /**
     * The result of a restoration.
     *
     * @param restored false if nothing was revoked
     * @param at the time of the call
     * @param ids all hashes that now count as restored
     * @param epoch the store's epoch after the call; empty if it has none yet
     */
    record Reversed(boolean restored, Instant at, List<String> ids, Optional<Epoch> epoch) {}

    /**
     * A stored revocation. A store has it if it refuses as much for as long.
     *
     * @param id the hash of the group, or one of those of the token or the session
     * @param cutoff the cutoff of a group; empty for a token or a session
     * @param expiresAt until when it is stored
     */
    record Stored(String id, Optional<Cutoff> cutoff, Instant expiresAt) {
        /** A token or a session. */
        public static Stored mark(String id, Instant expiresAt) {
            return new Stored(id, Optional.empty(), expiresAt);
        }

        /** A group with its cutoff. */
        public static Stored group(String id, Cutoff cutoff, Instant expiresAt) {
            return new Stored(id, Optional.of(cutoff), expiresAt);
        }
    }

    /**
     * Where a revocation is.
     *
     * @param replicas the number of replicas that have it
     * @param onDisk whether the disk of the store has it; false if that was not asked
     * @param problem why this could not be found out; else empty
     */
    record Copies(int replicas, boolean onDisk, String problem) {}

    /**
     * The state of a token.
     *
     * @param revoked those of its marks that are stored as revoked, each with the time of its last restoration before
     *     that, in milliseconds by the store's clock; 0 if it was never restored
     * @param cutoffs the cutoffs of its groups, by group
     * @param restored those of its marks and groups that were revoked and restored, each with the latest time of that, in
     *     milliseconds by the store's clock; they revoke nothing
     * @param epoch the store's epoch; empty if it has none
     */
    record State(
            Map<String, Long> revoked, Map<String, Cutoff> cutoffs, Map<String, Long> restored, Optional<Epoch> epoch) {
        /** The state of a token that is known to be revoked without the store. */
        public static final State REVOKED = new State(Map.of("", 0L), Map.of(), Map.of(), Optional.empty());
        /** The state of a token that is accepted without an answer of the store. */
        public static final State NOTHING_KNOWN = new State(Map.of(), Map.of(), Map.of(), Optional.empty());

        /** Whether this is {@link #NOTHING_KNOWN}, and not an equal answer of a store. */
        @SuppressWarnings("ReferenceEquality") // an answer of a store may be equal
        public boolean isNothingKnown() {
            return this == NOTHING_KNOWN;
        }

        /** Whether one of the marks of the token is stored as revoked. */
        public boolean tokenRevoked() {
            return !revoked.isEmpty();
        }

        /** Whether the token is revoked, by itself, its session or the cutoff of one of its groups. */
        public boolean revokes(TokenQuery token) {
            return tokenRevoked() || (!cutoffs.isEmpty() && Cutoff.refuse(cutoffs.values(), token));
        }
    }

    /**
     * What a node knows about the store.
     *
     * @param epoch the last known epoch; empty if none is known
     * @param seenAtMillis when it was seen, by the store's clock, in milliseconds since the epoch
     * @param now the time of the node's clock; a loss is recorded with the later one of this and the store's time
     * @param retention how long a loss matters: as long as a lost revocation could still be needed
     */
    record Known(Optional<Epoch> epoch, long seenAtMillis, Instant now, Duration retention) {
        /** The knowledge of a caller that has not seen the store before. */
        public static Known nothing(Instant now, Duration retention) {
            return new Known(Optional.empty(), 0, now, retention);
        }
    }

    /**
     * The answer to a heartbeat.
     *
     * @param epoch the store's epoch
     * @param time the time of the store's clock
     */
    record Beat(Epoch epoch, Instant time) {}

    /**
     * The number of stored revocations.
     *
     * @param counts the numbers by scope and reason; only positive ones
     * @param oldest the time of the oldest revocation
     * @param newest the time of the newest revocation
     */
    record Stats(Map<Kind, Long> counts, Optional<Instant> oldest, Optional<Instant> newest) {
        /**
         * The number of kinds that are counted one by one. All others of a scope are counted together: callers may pass
         * any number of reasons, and the answer must stay short.
         */
        public static final int MAX_KINDS = 1_000;

        /** The number of revocations of a scope. */
        public long of(Scope scope) {
            return counts.entrySet().stream()
                    .filter(each -> each.getKey().scope() == scope)
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }

        /** The number of single tokens. */
        public long tokens() {
            return of(Scope.TOKEN);
        }

        /** The number of users. */
        public long users() {
            return of(Scope.USER);
        }
    }

    /** The revocations that are counted together. */
    record Kind(Scope scope, String reason) {
        /** The kind under which a revocation is counted if there are too many kinds. */
        public Kind other() {
            return new Kind(scope, BlacklistStats.OTHER_REASONS);
        }
    }
}
