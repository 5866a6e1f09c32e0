package io.boosterbeacon.redis.internal.store;

/** Rate limits counted in this JVM that can go on from where another store has stopped. Stages are complete when returned. */
public interface RateLimitFollower extends RateLimitStore {
    /**
     * Takes over what the other store has decided. Within one window the highest count stands: decisions may arrive in another
     * order than they were made in.
     */
    void follow(String subject, Request request, Decision decision);
}
