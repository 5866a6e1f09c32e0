package io.boosterbeacon.redis.revocation;

import java.time.Instant;
import java.util.Optional;

/**
 * The receipt of a call that revokes.
 *
 * @param scope what was revoked
 * @param id the hash of what was revoked, as in the store and in events
 * @param outcome what the call has changed
 * @param revokedAt the moment of the revocation, by the store's clock; for a scope with a cutoff, the cutoff: tokens
 *     issued up to it are revoked
 * @param expiresAt when the store removes the entry, by its clock
 * @param reason the reason that the caller gave; empty if it gave none
 * @param actor the hash of who has revoked; empty if the caller did not say
 * @param durability who has kept the entry; empty with {@code beacon.revocation.durability=none} (the default), and if
 *     nothing was stored
 */
public record Revocation(
        Scope scope,
        String id,
        Outcome outcome,
        Instant revokedAt,
        Instant expiresAt,
        Optional<String> reason,
        Optional<String> actor,
        Optional<Durability> durability) {
    /**
     * Who has kept the entry when the call returned. The revocation is in force in any case; if the store fails before
     * others have the entry, it may be lost. To try once more, repeat the call. If the call has also revoked the token
     * itself, because the cutoff of its user does not refuse it, this says who has kept both entries.
     *
     * <p>A call waits at most half a second for replicas and two and a half seconds for the disk, twice as long behind
     * other callers. A server that cannot be asked adds a second to each. If the whole store becomes silent meanwhile,
     * the wait ends in less than a second.
     *
     * @param replicas the number of replicas that have acknowledged the entry
     * @param onDisk whether it is in the append-only file on the disk of the server; false unless
     *     {@code beacon.revocation.durability=fsync}
     * @param isReached whether this is what {@code beacon.revocation.durability} asks for. False also if it could not be
     *     found out in time; then the log says why. False without a word if the thread was interrupted
     */
    public record Durability(int replicas, boolean onDisk, boolean isReached) {}

    /** What a revocation applies to. */
    public enum Scope {
        /** One token. */
        TOKEN,
        /** All tokens issued to a user until {@code revokedAt}. */
        USER,
        /** All tokens of a session (issuer and {@code sid}), whenever they are issued. */
        SESSION,
        /** All tokens issued to a client until {@code revokedAt}. */
        CLIENT,
        /** All tokens of an issuer until {@code revokedAt}. */
        ISSUER,
        /** All tokens issued until {@code revokedAt} that have a value in a configured claim. */
        CLAIM,
        /**
         * A family of refresh tokens that belongs to no session. Only in the audit: one with a session is revoked together with
         * that, and recorded as the session.
         */
        FAMILY;

        /**
         * Returns whether the scope is revoked up to a moment, so that later tokens are accepted.
         *
         * @return false for what is revoked whenever its tokens were issued
         */
        public boolean hasCutoff() {
            return this != TOKEN && this != SESSION && this != FAMILY;
        }
    }

    /** What the call has changed. */
    public enum Outcome {
        /** This call has revoked the tokens. */
        REVOKED,
        /** An earlier call has revoked the same, at {@code revokedAt}. A cutoff was moved forward if it is later now. */
        ALREADY_REVOKED,
        /**
         * The token has expired by the store's clock and by this node's clock, so that servers reject it anyway.
         * Nothing was stored. Never returned for a verified token.
         */
        ALREADY_EXPIRED,
        /**
         * Nothing was stored, because of {@link RevokeOptions#dryRun()}. Otherwise the call would have revoked what was
         * not revoked before. A dry run of what was revoked before is {@link #ALREADY_REVOKED}.
         */
        DRY_RUN
    }
}
