package io.boosterbeacon.redis.revocation;

import java.time.Instant;

/**
 * What is known of a family of refresh tokens.
 *
 * @param family the hash of the family
 * @param startedAt when it began: {@link RefreshToken#startedAt}
 * @param expiresAt when its current token expires unless it is rotated before, by the store's clock
 * @param isLive whether the family was neither revoked nor has expired. Also true if its login was revoked, but no token of it
 *     was presented to {@link RefreshTokens#rotate} since then
 * @param isCurrent whether the token that was looked up is the current one of its family; false for a spent one
 */
public record RefreshFamily(String family, Instant startedAt, Instant expiresAt, boolean isLive, boolean isCurrent) {}
