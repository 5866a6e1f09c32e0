package io.boosterbeacon.redis.internal.revocation;

import java.util.List;
import java.util.function.Supplier;

/**
 * A token that was found revoked.
 *
 * @param id the hash that identifies it
 * @param foundBy computes the further hashes by which the audit's entries about it are found; reads the token, so that it
 *     must be called on the request's thread
 */
public record RevokedToken(String id, Supplier<List<String>> foundBy) {}
