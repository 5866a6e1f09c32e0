package io.boosterbeacon.it.application.enforced;

import io.boosterbeacon.redis.cache.Cached;

/** No bean: it has no scope. */
public class UnscopedMethod {
    @Cached
    public String call(String id) {
        return id;
    }
}
