package io.boosterbeacon.redis.revocation;

import io.boosterbeacon.redis.revocation.Revocation.Scope;
import java.time.Instant;
import java.util.Optional;

/**
 * An entry of the audit. It contains hashes only: no token, no id of a token, and no name of a user or an actor.
 *
 * @param at when the store has recorded it, by its clock; a rejected request is recorded up to about a second later, or
 *     when the store is back
 * @param action what has happened
 * @param scope what was revoked or restored; for a rejected request {@link Scope#TOKEN}
 * @param id the hash of what was revoked or restored, as in the receipt; for a rejected request that of its token
 * @param reason the reason that the caller gave; empty if it gave none
 * @param actor the hash of who has revoked or restored; empty if the caller did not say
 * @param node the node that has recorded it: {@code beacon.revocation.audit.node}
 * @param request for a rejected request its HTTP method and the template of its path, such as {@code GET /orders/{id}}, or
 *     the URL pattern of its servlet; {@code CALL TokenRevocationChecker} for a token that the application has checked
 */
public record AuditEntry(
        Instant at,
        Action action,
        Scope scope,
        String id,
        Optional<String> reason,
        Optional<String> actor,
        String node,
        Optional<String> request) {
    /** What has happened. */
    public enum Action {
        /** It was revoked, and was not revoked before. */
        REVOKED,
        /** It was revoked once more. A cutoff was moved forward if it was earlier. */
        REVOKED_AGAIN,
        /** Its revocation was undone. A call that finds none in the store is not recorded. */
        RESTORED,
        /** A request, or a call of {@link TokenRevocationChecker#requireAccepted}, was refused: the token is revoked. */
        REJECTED
    }
}
