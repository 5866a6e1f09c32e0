package io.boosterbeacon.redis.event;

/**
 * The connection to Redis was established, for the first time or again after an outage.
 *
 * @param address host and port, without credentials
 */
public record RedisConnected(String address) {}
