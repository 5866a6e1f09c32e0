package io.boosterbeacon.redis.cache;

/**
 * Decides whether a call is cached ({@link Cached#condition()}), or whether its value is excluded from the cache
 * ({@link Cached#unless()}, {@link CachePut#unless()}). Implement it as a CDI bean that is safe for use by many threads.
 *
 * <p>The annotated method never fails because of a predicate: if it throws, the call is not cached or the value is not
 * stored, and a warning names the annotation, the predicate and the class of the exception.
 */
@FunctionalInterface
public interface CachePredicate {
    /**
     * Tests a call.
     *
     * @param call the call; its value is known to {@code unless} only
     * @return true if the condition holds, or if the value is excluded
     */
    boolean test(CacheCall call);
}
