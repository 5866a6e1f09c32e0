package io.boosterbeacon.redis.internal.store;

/** The receipt of a store that counts. */
public interface StoreReceipt extends Receipt {
    /** The request that was counted. */
    RateLimitStore.Request request();
}
