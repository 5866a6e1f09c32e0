package io.boosterbeacon.redis.revocation;

import java.time.Instant;
import java.util.Optional;

/**
 * The number of revocations now, without expired ones.
 *
 * @param totalTokensBlacklisted the number of revoked single tokens
 * @param totalUsersBlacklisted the number of users with a cutoff
 * @param oldestEntry the moment of the oldest revocation; empty if there is none
 * @param newestEntry the moment of the newest revocation; empty if there is none
 */
public record BlacklistStats(
        long totalTokensBlacklisted,
        long totalUsersBlacklisted,
        Optional<Instant> oldestEntry,
        Optional<Instant> newestEntry) {}
