package io.boosterbeacon.redis.event;

/**
 * A client has presented a refresh token to this node that is bound to another client (RFC 6749 §6): it may have leaked. The
 * token was refused, and nothing was changed. Fired each time.
 *
 * @param family the hash of the family
 */
public record RefreshTokenOfOtherClient(String family) {}
