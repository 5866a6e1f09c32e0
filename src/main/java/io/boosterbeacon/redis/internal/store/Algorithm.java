package io.boosterbeacon.redis.internal.store;

import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Outcome;
import java.time.Duration;

/** How a policy counts. Each store has one class, or one part of a script, for each of these. */
public sealed interface Algorithm {
    /**
     * Counts in windows. A window begins with the first request that it counts, and ends after its length by the store's clock.
     *
     * @param limit how much a window admits, at least 1
     * @param length of a window, at least 1 ms
     */
    record FixedWindow(long limit, Duration length) implements Algorithm {
        /**
         * What a store decides by its window.
         *
         * @param admitted whether this policy admits the request
         * @param count what the window has counted, after this request
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
