package io.boosterbeacon.redis.internal.store;

import java.util.Optional;

/**
 * What accompanies a revocation or a restoration.
 *
 * @param reason for the operator; may be empty
 * @param actor the hash of who acts; empty if it is not known
 * @param dryRun whether the store only says what it would do, and changes nothing
 * @param trail how it is audited; a dry run is not
 */
public record RevocationNote(String reason, String actor, boolean dryRun, AuditTrail trail) {
    /** A note without an audit. */
    public RevocationNote(String reason, String actor, boolean dryRun) {
        this(reason, actor, dryRun, AuditTrail.NONE);
    }

    /** The same note with an audit. */
    public RevocationNote with(AuditTrail kept) {
        return new RevocationNote(reason, actor, dryRun, kept);
    }

    /** The reason, if there is one. */
    public Optional<String> givenReason() {
        return present(reason);
    }

    /** The hash of who acts, if it is known. */
    public Optional<String> knownActor() {
        return present(actor);
    }

    private static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /** Whether what is done is audited. */
    public boolean isAudited() {
        return trail.isKept() && !dryRun;
    }

    /** A note with only a reason. */
    public static RevocationNote of(String reason) {
        return new RevocationNote(reason, "", false);
    }
}
