package io.boosterbeacon.redis.cache;

import java.lang.reflect.Method;

/** Computes the key of a call; implement it as a CDI bean, safe for use by many threads. */
@FunctionalInterface
public interface CacheKeyGenerator {
    /**
     * Computes the key of a call.
     *
     * @param method the annotated method
     * @param parameters its arguments, in order; do not modify
     * @return the key, a value that {@link CacheKey} could mark; not null. Equal values are the same key
     */
    Object generate(Method method, Object[] parameters);
}
