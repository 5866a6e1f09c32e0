package io.boosterbeacon.redis.event;

import java.time.Instant;

/**
 * Redis has lost revocations: it was emptied, has failed over to a replica that lacked some, or was restored from a backup. What
 * it does not know to be revoked follows {@code beacon.revocation.on-store-failure} if it was issued before. Fired once by each
 * node that notices; on a thread of the library's.
 *
 * @param before tokens issued up to this moment cannot be checked: the moment when the loss was noticed
 */
public record RevocationsLost(Instant before) {}
