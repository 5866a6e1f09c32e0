package io.boosterbeacon.redis.event;

import java.time.Instant;

/**
 * Redis has lost revocations: it was emptied, it failed over to a replica that lacked some, or it was restored from a
 * backup. A token that was issued before the loss and that Redis does not know to be revoked follows
 * {@code beacon.revocation.on-store-failure}. Each node that notices the loss fires this event once, on a thread of the
 * library.
 *
 * @param before the moment when the loss was noticed; tokens issued up to it cannot be checked
 */
public record RevocationsLost(Instant before) {}
