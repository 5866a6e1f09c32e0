package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.codec.Digest;
import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.RateLimitPolicy;
import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import java.util.List;

/**
 * A policy as it counts on one method: all of it that is the same for every call.
 *
 * @param scope what its counters are named after
 * @param requests what the store is asked if it is asked for this policy alone
 */
record MethodLimit(RateLimitPolicy policy, String scope, List<Request> requests) {
    static MethodLimit of(ApplicationSettings application, String signature, RateLimitPolicy policy) {
        String scope = application.sharedLimits() && policy.isNamed()
                ? Digest.of("method", signature)
                : Digest.of("method", application.name(), signature);
        // a trial run refuses nobody
        OnStoreFailure onStoreFailure = policy.shadow() && policy.onStoreFailure() == OnStoreFailure.CLOSED
                ? OnStoreFailure.OPEN
                : policy.onStoreFailure();
        Algorithm algorithm = new Algorithm.FixedWindow(policy.limit(), policy.window());
        return new MethodLimit(
                policy, scope, List.of(new Request(policy.name(), algorithm, policy.cost(), onStoreFailure)));
    }
}
