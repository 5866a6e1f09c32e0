package io.boosterbeacon.redis.internal.store;

/**
 * What accompanies a revocation or a restoration.
 *
 * @param reason for the operator; may be empty
 * @param actor the hash of who acts; empty if it is not known
 * @param dryRun whether the store only says what it would do, and changes nothing
 */
public record RevocationNote(String reason, String actor, boolean dryRun) {
    /** A note with only a reason. */
    public static RevocationNote of(String reason) {
        return new RevocationNote(reason, "", false);
    }
}
