package io.boosterbeacon.redis.event;

/**
 * A request with a revoked token was refused.
 *
 * @param id the hash that stands for the token
 * @param method the HTTP method
 * @param path the request's path, without its query
 */
public record RevokedTokenRejected(String id, String method, String path) {}
