package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.cache.key.EntryPlan;
import io.boosterbeacon.redis.internal.cache.key.Tags;
import io.boosterbeacon.redis.internal.cache.read.ReadPolicy;
import io.boosterbeacon.redis.internal.cache.read.RefreshPolicy;
import io.boosterbeacon.redis.internal.cache.read.ValueFormat;
import io.boosterbeacon.redis.internal.config.CacheName;
import io.boosterbeacon.redis.internal.config.CachePolicy;
import io.boosterbeacon.redis.internal.config.Members;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.util.Optional;
import java.util.function.Function;

/**
 * A method's {@code @Cached}, merged with its overrides and checked.
 *
 * @param stage whether the method returns its values in a {@code CompletionStage}
 * @param bulk how the method returns several values; empty if it returns one
 * @param merged the members of the annotation
 */
record CachedDefinition(
        boolean enabled,
        ReadPolicy policy,
        EntryPlan entries,
        CallPredicates predicates,
        boolean stage,
        MethodValues values,
        Tags tags,
        Optional<BulkShape> bulk,
        CachePolicy merged) {
    /** The lifetimes of a cache. */
    static ReadPolicy readPolicy(CacheName cache, CachePolicy policy, RefreshPolicy refresh) {
        return new ReadPolicy(
                cache.name(),
                policy.ttl(),
                policy.nullTtl(),
                policy.staleTtl(),
                policy.localTtl(),
                policy.slidingTtl(),
                policy.jitter(),
                refresh);
    }

    /** The same method with other tags. */
    CachedDefinition withTags(Tags others) {
        return new CachedDefinition(enabled, policy, entries, predicates, stage, values, others, bulk, merged);
    }

    /** Computes the entries of calls. One for all calls of the method: it may keep recent ones. */
    Function<Object[], CacheEntry.Cached> entryOfCall() {
        return policy.isNear() ? entries.keepingRecent() : entries::entry;
    }

    /** The format of the values of one call, without tags. */
    ValueFormat untagged(Object[] arguments) {
        return predicates.format(values, arguments);
    }

    /** The format of the values of one call of a method with tags. */
    TaggedValues tagged(Object[] arguments) {
        return new TaggedValues(
                untagged(arguments),
                values,
                tags,
                arguments,
                Members.place(Cached.class.getSimpleName(), entries.method()));
    }
}
