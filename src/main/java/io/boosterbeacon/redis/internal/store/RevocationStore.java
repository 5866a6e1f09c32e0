package io.boosterbeacon.redis.internal.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * Remembers revoked tokens and users' cutoffs. Tokens and users arrive as hashes. All times are the store's own. Stages fail
 * with {@link StoreException}.
 */
public interface RevocationStore {
    /**
     * Marks a token under each of its ids, until {@code expiresAt}; counted as one entry, under the first id. A repeated
     * revocation keeps its first time and the later expiry.
     *
     * @param ids the hashes of one token, at least one
     * @param expiresAt when to forget it; a moment that has passed stores nothing
     * @param reason for the operator; may be empty
     */
    CompletionStage<Entry> revokeToken(List<String> ids, Instant expiresAt, String reason);

    /**
     * Moves a user's cutoff forward to now.
     *
     * @param user hash of the user
     * @param retention how long to keep the cutoff
     * @param reason for the operator; may be empty
     */
    CompletionStage<Entry> revokeUser(String user, Duration retention, String reason);

    /** Looks a token and its users up, in one round trip. */
    CompletionStage<State> find(List<String> tokenIds, List<String> users);

    /** Counts what is remembered now, without what has expired. */
    CompletionStage<Stats> stats();

    /**
     * What a revoking call did.
     *
     * @param fresh false if the token was revoked before
     * @param revokedAt since when
     * @param remembered false if nothing was stored, because the time to forget it is over
     */
    record Entry(boolean fresh, Instant revokedAt, boolean remembered) {}

    /**
     * What is known of a token.
     *
     * @param tokenRevoked whether any of its ids is marked
     * @param cutoffs the cutoffs of its users that have one, in milliseconds since the epoch; {@link Long#MAX_VALUE} stands
     *     for an entry that somebody else has written, and refuses all tokens of the user
     */
    record State(boolean tokenRevoked, Map<String, Long> cutoffs) {
        /** The latest of the cutoffs. */
        public OptionalLong cutoffMillis() {
            return cutoffs.values().stream().mapToLong(Long::longValue).max();
        }
    }

    /** How much is remembered. */
    record Stats(long tokens, long users, Optional<Instant> oldest, Optional<Instant> newest) {}
}
