package io.boosterbeacon.redis.event;

/**
 * Entries of a cache were invalidated by this node.
 *
 * @param cacheName the cache
 * @param all true if all its entries were, false if one was
 */
public record CacheInvalidated(String cacheName, boolean all) {}
