package io.boosterbeacon.redis.event;

/**
 * The connection to Redis was lost, or could not be established.
 *
 * @param address host and port, without credentials
 * @param reason what the client reported, without credentials
 */
public record RedisDisconnected(String address, String reason) {}
