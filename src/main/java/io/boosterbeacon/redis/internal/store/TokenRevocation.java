package io.boosterbeacon.redis.internal.store;

import io.boosterbeacon.redis.revocation.Revocation.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The revocation of a token or of a session, whenever its tokens were issued. It is stored until the later one of
 * {@code until} and {@code left} from now: it is unknown which clock is right, and the revocation must last as long as
 * the token is valid by either clock. That of a session lasts at least as long as any family of refresh tokens lives that
 * exists now, unless it is rotated; see {@link RefreshStore}.
 *
 * @param scope the token or its session
 * @param ids the hashes of the token or the session, at least one
 * @param until when the token expires, by the store's clock
 * @param left the remaining lifetime of the token, by the node's clock; may be negative
 * @param maxUnverified the maximum number of unverified tokens in the store, including this one; empty for a verified
 *     token
 * @param owner the hash of its user, an empty text if the token names none; empty if no token was presented
 * @param note the reason, who revokes, and whether nothing is stored
 */
public record TokenRevocation(
        Scope scope,
        List<String> ids,
        Instant until,
        Duration left,
        OptionalLong maxUnverified,
        Optional<String> owner,
        RevocationNote note) {
    public TokenRevocation {
        ids = List.copyOf(ids);
    }

    /**
     * Whether the audit gets an entry of it once it is stored. Anybody can repeat the revocation of an unverified token
     * any number of times: only the first one is recorded.
     *
     * @param fresh whether the token was not revoked before
     */
    public boolean isRecorded(boolean fresh) {
        return note.isAudited() && (fresh || maxUnverified.isEmpty());
    }

    /** The same revocation, stored at least until a time. */
    public TokenRevocation atLeastUntil(Instant end) {
        return end.isAfter(until) ? new TokenRevocation(scope, ids, end, left, maxUnverified, owner, note) : this;
    }

    /** The same revocation with another note. */
    public TokenRevocation with(RevocationNote other) {
        return new TokenRevocation(scope, ids, until, left, maxUnverified, owner, other);
    }
}
