package io.boosterbeacon.redis.event;

import io.boosterbeacon.redis.revocation.Revocation;
import java.util.Optional;

/**
 * A token, or all tokens of a user, were revoked by this node.
 *
 * @param revocation what was done, with the hash that stands for the token or user
 * @param reason why, as the caller said; empty if it gave none
 */
public record TokenRevoked(Revocation revocation, Optional<String> reason) {}
