package io.boosterbeacon.it.application.enforced;

import io.boosterbeacon.redis.cache.Cached;

/** A resource without a scope, which is therefore not a CDI bean. */
public class UnscopedMethod {
    @Cached
    public String call(String id) {
        return id;
    }
}
