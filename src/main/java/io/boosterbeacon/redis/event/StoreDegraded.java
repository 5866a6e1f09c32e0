package io.boosterbeacon.redis.event;

import io.boosterbeacon.redis.RedisErrorType;

/**
 * The store stopped answering for one of its uses. The failure policy of the use decides until the store answers again.
 *
 * @param use {@code cache}, {@code cache-write}, {@code ratelimit}, {@code revocation}, or {@code commands} for
 *     programmatic calls
 * @param type the kind of the first failure
 */
public record StoreDegraded(String use, RedisErrorType type) {}
