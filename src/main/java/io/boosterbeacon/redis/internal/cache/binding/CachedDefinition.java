package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.internal.cache.key.EntryPlan;
import io.boosterbeacon.redis.internal.cache.read.MethodValues;
import io.boosterbeacon.redis.internal.config.CachePolicy;
import io.boosterbeacon.redis.internal.store.CacheEntry;

/** A method's {@code @Cached}, merged with its overrides and checked. */
record CachedDefinition(CachePolicy policy, EntryPlan entries, ReturnShape shape, MethodValues values) {
    CacheEntry.Cached entry(Object[] arguments) {
        return entries.entry(arguments);
    }
}
