package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Algorithm.CalendarWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.Concurrency;
import io.boosterbeacon.redis.internal.store.Algorithm.FixedWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.SlidingWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.TokenBucket;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.internal.store.embedded.Counter.Window;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The implementation of an algorithm. A counter may be null: nothing is counted. A counter of another algorithm is
 * ignored. Stateless; all times are in milliseconds.
 */
interface Counting {
    /** Returns the implementation of an algorithm. */
    static Counting of(Algorithm algorithm) {
        if (algorithm instanceof FixedWindow || algorithm instanceof CalendarWindow) {
            return new WindowCounting(algorithm);
        } else if (algorithm instanceof SlidingWindow window) {
            return new SlidingWindowCounting(window);
        } else if (algorithm instanceof TokenBucket bucket) {
            return new TokenBucketCounting(bucket);
        } else if (algorithm instanceof Concurrency concurrency) {
            return new ConcurrencyCounting(concurrency);
        }
        throw new IllegalArgumentException("unknown algorithm " + algorithm);
    }

    /** The permits in use, rounded up. */
    long count(@Nullable Counter counter, long now);

    /** The time that a decision names for its reset, as the port says. */
    long reset(@Nullable Counter counter, long now);

    /** The time until nothing is counted. */
    default long left(@Nullable Counter counter, long now) {
        return counter == null ? 0 : reset(counter, now);
    }

    /** The time until the cost fits, if nothing else is counted; 0 if it fits now. */
    long retryAfter(@Nullable Counter counter, long cost, long now);

    /**
     * Counts an amount, regardless of the limit.
     *
     * @param newId the id of a window or a permit that begins now
     */
    Counter add(@Nullable Counter counter, long amount, long now, long newId);

    /** Subtracts an amount, down to 0. */
    @Nullable
    Counter subtract(@Nullable Counter counter, long amount, long now);

    /** As {@link Receipt#windowLeft}, for what the counter has just counted. */
    default Optional<Duration> windowLeft(Counter counted, long now) {
        return Optional.empty();
    }

    /** Identifies what the counter has just counted. */
    Mark receipt(Counter counted, long now, long newId);

    /**
     * Changes what a receipt stands for, if it still counts.
     *
     * @param amount is added, at most up to the capacity; negative to subtract
     */
    @Nullable
    Counter settle(@Nullable Counter counter, long amount, Mark receipt, long now, long newId);

    /** Prolongs what a receipt stands for. */
    default @Nullable Counter renew(@Nullable Counter counter, Mark receipt, long now) {
        return counter;
    }

    /** Restores a counter of which only the count and the end are known. The result never counts less. */
    Counter recall(Window remembered, long now);

    /** Adopts the count of another store's decision. */
    default @Nullable Counter adopt(Decision decision, @Nullable Counter counter, long now, long newId) {
        long missing = decision.count() - count(counter, now);
        return missing > 0 ? add(counter, missing, now, newId) : counter;
    }

    /**
     * Where a counter has counted something.
     *
     * @param id of the window, the counter or the permit
     * @param at the number of the window, or the time; 0 if the id says all
     */
    record Mark(long id, long at) {}
}
