package io.boosterbeacon.it.application.mistakes;

import io.boosterbeacon.redis.cache.Cached;
import jakarta.enterprise.context.ApplicationScoped;

/** Its key names a parameter that does not exist. */
@ApplicationScoped
public class MisnamedKey {
    @Cached(key = "{nope}")
    public String find(String id) {
        return id;
    }
}
