package io.boosterbeacon.redis.event;

import java.time.Duration;

/**
 * The store answers again for one of its uses.
 *
 * @param use {@code cache}, {@code cache-write}, {@code ratelimit}, {@code revocation}, or {@code commands} for
 *     programmatic calls
 * @param after how long the failure policy decided
 */
public record StoreRecovered(String use, Duration after) {}
