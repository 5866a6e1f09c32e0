package io.boosterbeacon.redis.testing;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import java.time.Duration;

/** Requests to rate limits with fixed windows. */
public final class Requests {
    /** For operations on whichever window there is. */
    public static final Algorithm ANY = window(1, Duration.ofHours(1));

    private Requests() {}

    /** A request of a policy that denies while the store fails. */
    public static Request of(String policyId, long limit, Duration window, long cost) {
        return of(policyId, limit, window, cost, OnStoreFailure.CLOSED);
    }

    public static Request of(String policyId, long limit, Duration window, long cost, OnStoreFailure onStoreFailure) {
        return new Request(policyId, window(limit, window), cost, onStoreFailure);
    }

    /** A fixed window. */
    public static Algorithm window(long limit, Duration length) {
        return new Algorithm.FixedWindow(limit, length);
    }
}
