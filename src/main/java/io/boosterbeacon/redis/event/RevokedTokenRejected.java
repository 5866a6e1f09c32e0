package io.boosterbeacon.redis.event;

/**
 * A request with a revoked token was refused.
 *
 * @param id the hash of the token
 * @param method the HTTP method
 * @param path the path of the request, without its query
 */
public record RevokedTokenRejected(String id, String method, String path) {}
