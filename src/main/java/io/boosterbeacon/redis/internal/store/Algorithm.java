package io.boosterbeacon.redis.internal.store;

import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Outcome;
import java.time.Duration;

/** The algorithm by which a policy counts. Each store implements each algorithm by one class or one script file. */
public sealed interface Algorithm {
    /**
     * Counts in windows. A window begins with the first request that it counts, and ends after its length by the
     * store's clock.
     *
     * @param limit the permits of a window, at least 1
     * @param length the length of a window, at least 1 ms
     */
    record FixedWindow(long limit, Duration length) implements Algorithm {
        /**
         * Creates the decision of a store from the state of its window.
         *
         * @param admitted whether this policy admits the request
         * @param count the count of the window after this request
         * @param reset time until the window ends
         */
        public Decision decision(boolean admitted, long count, Duration reset, Receipt receipt) {
            return new Decision(
                    admitted ? Outcome.ADMITTED : Outcome.DENIED,
                    count,
                    Math.max(0, limit - count),
                    reset,
                    admitted ? Duration.ZERO : reset,
                    receipt,
                    false);
        }
    }
}
