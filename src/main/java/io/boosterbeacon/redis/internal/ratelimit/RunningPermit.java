package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.store.Receipt;
import java.time.Duration;

/**
 * A permit that ends with its call.
 *
 * @param expiry the time after which it ends unless it is renewed
 */
record RunningPermit(Receipt receipt, Duration expiry) {
    /** The permit of a policy whose permits end with the call. */
    static RunningPermit of(MethodLimit limit, Receipt receipt) {
        return new RunningPermit(receipt, limit.policy().window());
    }
}
