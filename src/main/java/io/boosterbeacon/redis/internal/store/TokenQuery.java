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
    static TokenQuery of(List<String> ids, List<String> users) {
        return new HashedToken(ids, users);
    }

    /** All hashes under which the token may be revoked, that of its text first; may be empty. */
    List<String> ids();

    /** The hashes of all users whose cutoffs apply to the token, its owner first; may be empty. */
    List<String> users();

    /** The ids by which a cutoff may exempt the token: its own and that of its session. */
    List<String> exemptIds();

    /** Whether a cutoff at that time refuses the token. */
    boolean isRefusedBy(long cutoffMillis);

    /** How long from now this node must remember that the token is revoked. */
    Duration left();

    /**
     * Whether the token has been verified. Results for unverified tokens are not remembered, because anybody can invent
     * them.
     */
    boolean isVerified();

    /** The owner of the token; empty if it names none. */
    default Optional<String> owner() {
        return users().isEmpty() ? Optional.empty() : Optional.of(users().get(0));
    }
}
