package io.boosterbeacon.redis.cache;

import java.lang.reflect.Method;

/** Computes the key of a call. Implement it as a CDI bean that is safe for use by many threads. */
@FunctionalInterface
public interface CacheKeyGenerator {
    /**
     * Computes the key of a call.
     *
     * @param method the annotated method
     * @param parameters its arguments, in order; do not modify
     * @return the key, a value of a kind that {@link CacheKey} accepts; not null. Equal values are the same key
     */
    Object generate(Method method, Object[] parameters);
}
