package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.internal.cache.key.NamedKeys;
import io.boosterbeacon.redis.internal.cache.read.ReadPolicy;
import io.boosterbeacon.redis.internal.config.CacheName;
import io.boosterbeacon.redis.internal.config.CachePolicy;

/** A cache that is called by its name, merged with its overrides and checked. */
record NamedDefinition(CacheName cache, CachePolicy merged, ReadPolicy policy, NamedKeys keys, MethodValues values) {}
