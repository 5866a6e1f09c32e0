package io.boosterbeacon.redis.internal.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Stores revoked tokens and the cutoffs of users. Tokens and users are given as hashes. All times are of the store's
 * clock unless stated otherwise. Stages fail with {@link StoreException}.
 */
public interface RevocationStore {
    /**
     * Stores a token as revoked under each of its ids. It is counted as one entry, under the first id. A repeated
     * revocation keeps the first time of revocation and the later expiry.
     */
    CompletionStage<Entry> revokeToken(TokenRevocation token);

    /**
     * Sets the cutoff of a user. A cutoff never moves back, and an exemption never makes a token valid again that an
     * earlier cutoff has refused.
     */
    CompletionStage<CutoffEntry> revokeUser(UserRevocation user);

    /** Looks up a token and its users, in one round trip. The cutoffs may be missing if the token itself is revoked. */
    CompletionStage<State> find(TokenQuery token);

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
     * The result of the revocation of a token.
     *
     * @param fresh false if the token was already revoked
     * @param revokedAt the time of the first revocation
     * @param expiresAt until when the revocation is stored, or would have been
     * @param epoch the store's epoch after the call; empty if it has none yet
     */
    record Entry(boolean fresh, Instant revokedAt, Kept kept, Instant expiresAt, Optional<Epoch> epoch) {}

    /** Whether a token was stored. */
    enum Kept {
        /** Not stored: the token has expired by the store's clock and by the node's clock. */
        EXPIRED,
        STORED,
        /** Not stored: the store already holds the maximum number of unverified tokens. */
        NO_ROOM
    }

    /**
     * The result of the revocation of a user's tokens.
     *
     * @param fresh false if the user already had a cutoff
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
     * The state of a token.
     *
     * @param tokenRevoked whether one of its ids is stored as revoked
     * @param cutoffs the cutoffs of its users, by user
     * @param epoch the store's epoch; empty if it has none
     */
    record State(boolean tokenRevoked, Map<String, Cutoff> cutoffs, Optional<Epoch> epoch) {
        /** The state of a token that is known to be revoked without the store. */
        public static final State REVOKED = new State(true, Map.of(), Optional.empty());
        /** The state of a token that is accepted without an answer of the store. */
        public static final State NOTHING_KNOWN = new State(false, Map.of(), Optional.empty());

        /** Whether this is {@link #NOTHING_KNOWN}, and not an equal answer of a store. */
        @SuppressWarnings("ReferenceEquality") // an answer of a store may be equal
        public boolean isNothingKnown() {
            return this == NOTHING_KNOWN;
        }

        /** Whether the token is revoked, by itself or by a cutoff of one of its users. */
        public boolean revokes(TokenQuery token) {
            return tokenRevoked || (!cutoffs.isEmpty() && Cutoff.refuse(cutoffs.values(), token));
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

    /** The number of stored revocations, and the times of the oldest and the newest. */
    record Stats(long tokens, long users, Optional<Instant> oldest, Optional<Instant> newest) {}
}
