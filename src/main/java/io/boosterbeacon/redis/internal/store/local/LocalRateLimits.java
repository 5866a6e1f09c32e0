package io.boosterbeacon.redis.internal.store.local;

import io.boosterbeacon.redis.internal.store.RateLimitStore;

/** Rate limits counted in this JVM, which stand in for those of a store that does not answer. */
public interface LocalRateLimits extends RateLimitStore {
    /**
     * Learns what the store has decided last, so that counting goes on from there. Within one window the highest count
     * stands: decisions may be learned in another order than they were made.
     */
    void learn(String subject, String policyId, Decision decision);
}
