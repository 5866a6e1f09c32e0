package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.internal.codec.Digest;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.lang.reflect.Method;

/** Names the entry that a call is about. */
record EntryPlan(String cacheName, KeyPlan keys, Method method) {
    CacheEntry.Cached entry(Object[] arguments) {
        return new CacheEntry.Cached(
                cacheName, Digest.of(keys.parts(method, arguments).toArray(String[]::new)));
    }
}
