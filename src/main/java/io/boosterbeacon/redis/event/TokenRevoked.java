package io.boosterbeacon.redis.event;

import io.boosterbeacon.redis.revocation.Revocation;
import java.util.Optional;

/**
 * A token, or all tokens of a user, were revoked by this node.
 *
 * @param revocation the result, with the hash of the token or of the user
 * @param reason the reason that the caller gave; empty if it gave none
 */
public record TokenRevoked(Revocation revocation, Optional<String> reason) {}
