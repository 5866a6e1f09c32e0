package io.boosterbeacon.redis.event;

/**
 * A request with a revoked token was refused, or a call of {@code TokenRevocationChecker.requireAccepted}.
 *
 * @param id the hash of the token
 * @param method the HTTP method; {@code CALL} for a call
 * @param path the template of the request's path, such as {@code /orders/{id}}, because the path itself may name a user;
 *     for the method of a sub-resource {@code <class>/<method>}, for another servlet its URL pattern,
 *     and for a call {@code TokenRevocationChecker}
 */
public record RevokedTokenRejected(String id, String method, String path) {}
