package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.cache.binding.CacheBeans;
import io.boosterbeacon.redis.internal.cache.binding.CacheDeclarations;
import io.boosterbeacon.redis.internal.codec.ValueJson;

/**
 * What an application adds to its caches.
 *
 * @param json writes the values
 * @param beans finds the beans that annotations name
 * @param declarations the caches that are called by their names, and the methods that share them
 */
record CacheParts(ValueJson json, CacheBeans beans, CacheDeclarations declarations) {}
