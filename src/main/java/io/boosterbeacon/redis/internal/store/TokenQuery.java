package io.boosterbeacon.redis.internal.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A token whose revocation is looked up. Its methods are called on the caller's thread and on threads of the store.
 * They throw if a required claim cannot be read.
 */
public interface TokenQuery {
    /** A token of which only hashes are known. */
    static TokenQuery of(List<String> ids, List<String> groups) {
        return new HashedToken(ids, groups);
    }

    /** The hashes of the token itself, that of its text first; may be empty. */
    List<String> ids();

    /**
     * All hashes under which the token may be revoked whenever it was issued, or exempted by a cutoff: its own, and that
     * of its session.
     */
    List<String> marks();

    /** The hashes of all groups whose cutoffs apply to the token; may be empty. */
    List<String> groups();

    /** The hash of the user of the token; empty if it names none. */
    Optional<String> owner();

    /** Whether a cutoff at that time refuses the token. */
    boolean isRefusedBy(long cutoffMillis);

    /** How long from now this node must remember that the token is revoked. */
    Duration left();

    /** Whether the store itself must be asked, even if this node keeps a replica of the revocations. */
    default boolean isStrict() {
        return false;
    }

    /** Whether an earlier answer that the token is good counts for a while if the store fails. */
    default boolean acceptsStale() {
        return false;
    }

    /**
     * Whether the token has been verified. Results for unverified tokens are not remembered, because anybody can invent
     * them.
     */
    boolean isVerified();
}
