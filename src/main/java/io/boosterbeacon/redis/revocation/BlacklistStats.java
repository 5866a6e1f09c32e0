package io.boosterbeacon.redis.revocation;

import java.time.Instant;
import java.util.Optional;

/**
 * What is revoked now; expired entries are not counted.
 *
 * @param totalTokensBlacklisted how many single tokens
 * @param totalUsersBlacklisted how many users have a cutoff
 * @param oldestEntry when the oldest of them was revoked
 * @param newestEntry when the newest of them was revoked
 */
public record BlacklistStats(
        long totalTokensBlacklisted,
        long totalUsersBlacklisted,
        Optional<Instant> oldestEntry,
        Optional<Instant> newestEntry) {}
