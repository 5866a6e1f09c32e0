package io.boosterbeacon.redis.internal.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Remembers revoked tokens and users' cutoffs. Tokens and users arrive as hashes. All times are the store's own unless it is
 * said. Stages fail with {@link StoreException}.
 */
public interface RevocationStore {
    /**
     * Marks a token under each of its ids; counted as one entry, under the first id. A repeated revocation keeps its first
     * time and the later expiry.
     */
    CompletionStage<Entry> revokeToken(TokenMark token);

    /** Sets a user's cutoff. It never moves back, and an exemption never brings back what an earlier cutoff has refused. */
    CompletionStage<CutoffEntry> revokeUser(UserMark user);

    /** Looks a token and its users up, in one round trip. Of a token that is revoked, the cutoffs may be left out. */
    CompletionStage<State> find(TokenQuery token);

    /** Counts what is remembered now, without what has expired. */
    CompletionStage<Stats> stats();

    /**
     * Tells whether the store is the one that it was, and marks it as one that has lost revocations if it is not. To be asked
     * again and again. One round trip.
     */
    CompletionStage<Beat> beat(Known known);

    /** Takes the mark of a loss away. */
    CompletionStage<Beat> acknowledgeLoss(Known known);

    /**
     * What a revoking call did to a token.
     *
     * @param fresh false if the token was revoked before
     * @param revokedAt since when
     * @param expiresAt until when it is remembered, or would have been
     * @param epoch the store's afterwards; empty if it has none yet
     */
    record Entry(boolean fresh, Instant revokedAt, Kept kept, Instant expiresAt, Optional<Epoch> epoch) {}

    /** Whether a token was stored. */
    enum Kept {
        /** No: the token is over by the store's clock as well as by the node's. */
        EXPIRED,
        STORED,
        /** No: the store holds as many unverified tokens as it may. */
        NO_ROOM
    }

    /**
     * What a revoking call did to a user.
     *
     * @param fresh false if the user had a cutoff
     * @param cutoff as it is now
     * @param expiresAt until when it is remembered
     * @param epoch the store's afterwards; empty if it has none yet
     */
    record CutoffEntry(boolean fresh, Cutoff cutoff, Instant expiresAt, Optional<Epoch> epoch) {
        /** Up to when tokens are refused. */
        public Instant revokedAt() {
            return Instant.ofEpochMilli(cutoff.millis());
        }
    }

    /**
     * What is known of a token.
     *
     * @param tokenRevoked whether any of its ids is marked
     * @param cutoffs the cutoffs of its users that have one
     * @param epoch the store's; empty if it has none
     */
    record State(boolean tokenRevoked, Map<String, Cutoff> cutoffs, Optional<Epoch> epoch) {
        /** Of a token that is revoked, whatever else is known. */
        public static final State REVOKED = new State(true, Map.of(), Optional.empty());
        /** Of a token that is accepted without the store. */
        public static final State NOTHING_KNOWN = new State(false, Map.of(), Optional.empty());

        /** Whether this is {@link #NOTHING_KNOWN}, and not the answer of a store that knows nothing. */
        @SuppressWarnings("ReferenceEquality") // a store's answer may be equal
        public boolean isNothingKnown() {
            return this == NOTHING_KNOWN;
        }

        /** Whether the token is revoked: by itself, or because one of its users' cutoffs refuses it. */
        public boolean revokes(TokenQuery token) {
            return tokenRevoked || (!cutoffs.isEmpty() && Cutoff.refuse(cutoffs.values(), token));
        }
    }

    /**
     * What a node knows of the store.
     *
     * @param epoch as it was last seen; empty if it never was
     * @param seenAtMillis when, by the store's clock, in milliseconds since the epoch
     * @param now the node's clock: a loss is marked with the later of this and the store's
     * @param retention how long a loss matters: as long as anything lives that may have been lost
     */
    record Known(Optional<Epoch> epoch, long seenAtMillis, Instant now, Duration retention) {
        /** What a caller knows who has not seen the store before. */
        public static Known nothing(Instant now, Duration retention) {
            return new Known(Optional.empty(), 0, now, retention);
        }
    }

    /**
     * The store's state.
     *
     * @param time of its clock
     */
    record Beat(Epoch epoch, Instant time) {}

    /** How much is remembered. */
    record Stats(long tokens, long users, Optional<Instant> oldest, Optional<Instant> newest) {}
}
