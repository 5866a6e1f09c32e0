package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.internal.cache.key.NamedKeys;
import io.boosterbeacon.redis.internal.cache.key.Tags;
import io.boosterbeacon.redis.internal.cache.read.ReadPolicy;
import io.boosterbeacon.redis.internal.config.CacheName;
import io.boosterbeacon.redis.internal.config.CachePolicy;

/**
 * A cache that is called by its name, merged with its overrides and checked.
 *
 * @param tags of its values, without those of which only a call of a method can tell
 */
record NamedDefinition(
        CacheName cache, CachePolicy merged, ReadPolicy policy, NamedKeys keys, MethodValues values, Tags tags) {}
