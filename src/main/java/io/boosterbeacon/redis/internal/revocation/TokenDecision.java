package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.revocation.TokenRevocationChecker.Status;
import java.util.List;
import java.util.function.Supplier;

/**
 * The decision about a token by a policy.
 *
 * @param id the hash of the token if it is revoked; else empty
 * @param foundBy computes the further hashes by which the audit's entries about a revoked token are found; reads the
 *     token, so that it must be called on the thread that has asked
 */
public record TokenDecision(Status status, String id, Supplier<List<String>> foundBy) {
    static final TokenDecision ACCEPTED = new TokenDecision(Status.ACCEPTED, "", List::of);
    /** The empty token of a request without one is accepted. */
    static final TokenDecision NO_TOKEN = new TokenDecision(Status.ACCEPTED, "", List::of);

    static final TokenDecision UNAVAILABLE = new TokenDecision(Status.UNAVAILABLE, "", List::of);

    static TokenDecision revoked(String id, Supplier<List<String>> foundBy) {
        return new TokenDecision(Status.REVOKED, id, foundBy);
    }

    /** Whether this is {@link #NO_TOKEN}, and not an equal decision about a token. */
    @SuppressWarnings("ReferenceEquality") // a decision about a token may be equal
    boolean isOfNoToken() {
        return this == NO_TOKEN;
    }
}
