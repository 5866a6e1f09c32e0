package io.boosterbeacon.redis.internal.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A token whose revocation is looked up. Its facts are asked for by the caller's thread and by those that bring the answer;
 * what cannot be read of it is thrown when it is needed.
 */
public interface TokenQuery {
    /** Of a token of which nothing but hashes is known. */
    static TokenQuery of(List<String> ids, List<String> users) {
        return new UnreadToken(ids, users);
    }

    /** All hashes under which it may be marked, the one by its text first; may be empty. */
    List<String> ids();

    /** Hashes of all users whose cutoffs concern it, its owner's first; may be empty. */
    List<String> users();

    /** What a cutoff may exempt it by: its ids, and its session's. */
    List<String> exemptIds();

    /** Whether a cutoff of that moment refuses it. */
    boolean isRefusedBy(long cutoffMillis);

    /** For how long from now this node needs to know that it is revoked. */
    Duration left();

    /** Whether it has been verified: what is found of other tokens is not remembered, since anybody can make them up. */
    boolean isVerified();

    /** Its owner; empty if it names none. */
    default Optional<String> owner() {
        return users().isEmpty() ? Optional.empty() : Optional.of(users().get(0));
    }
}
