package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.internal.cache.key.EntryPlan;
import io.boosterbeacon.redis.internal.cache.read.ReadPolicy;
import io.boosterbeacon.redis.internal.store.CacheEntry;

/**
 * A method's {@code @Cached}, merged with its overrides and checked.
 *
 * @param stage whether the method returns its values in a {@code CompletionStage}
 */
record CachedDefinition(
        boolean enabled,
        ReadPolicy policy,
        EntryPlan entries,
        CallPredicates predicates,
        boolean stage,
        MethodValues values) {
    CacheEntry.Cached entry(Object[] arguments) {
        return entries.entry(arguments);
    }
}
