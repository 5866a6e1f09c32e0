package io.boosterbeacon.redis.revocation;

import io.boosterbeacon.redis.revocation.Revocation.Scope;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The number of revocations now, without expired and restored ones.
 *
 * @param totalTokensBlacklisted the number of revoked single tokens
 * @param totalUsersBlacklisted the number of users with a cutoff
 * @param oldestEntry the moment of the oldest revocation; empty if there is none
 * @param newestEntry the moment of the newest revocation; empty if there is none
 * @param byScope the number of revocations of each scope; scopes without revocations are 0
 * @param byReason the number of revocations with each reason, over all scopes; those without a reason have the key
 *     {@code ""}. If there are more than about a thousand reasons, some are counted together, with the key
 *     {@link #OTHER_REASONS}
 */
public record BlacklistStats(
        long totalTokensBlacklisted,
        long totalUsersBlacklisted,
        Optional<Instant> oldestEntry,
        Optional<Instant> newestEntry,
        Map<Scope, Long> byScope,
        Map<String, Long> byReason) {
    /** Stands for all reasons that are not counted one by one. */
    public static final String OTHER_REASONS = "(other)";
}
