package io.boosterbeacon.redis.event;

import io.boosterbeacon.redis.revocation.Revocation;
import java.util.Optional;

/**
 * A spent refresh token was presented to this node: it, or its successor, was stolen (RFC 9700 §4.14.2). The family is
 * revoked. Fired once for each family; not if this node has not got the answer of the store.
 *
 * @param family the hash of the family
 * @param session the receipt for its session, which was revoked with it; empty if it has none
 */
public record RefreshTokenReused(String family, Optional<Revocation> session) {}
