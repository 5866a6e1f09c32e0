package io.boosterbeacon.redis.internal.store;

/**
 * Rate limits counted in this JVM that can continue from the decisions of another store. Returned stages are already
 * complete.
 */
public interface RateLimitFollower extends RateLimitStore {
    /**
     * Adopts the count of another store's decision. Within one window the highest count is kept, because decisions may
     * arrive out of order.
     */
    void follow(String subject, Request request, Decision decision);
}
