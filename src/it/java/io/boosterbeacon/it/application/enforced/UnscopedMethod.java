package io.boosterbeacon.it.application.enforced;

import io.boosterbeacon.redis.cache.Cached;

/** It has no scope, and is no bean therefore. */
public class UnscopedMethod {
    @Cached
    public String call(String id) {
        return id;
    }
}
