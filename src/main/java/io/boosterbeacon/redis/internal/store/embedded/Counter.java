package io.boosterbeacon.redis.internal.store.embedded;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of one policy of one subject. Immutable: a change takes effect when the store replaces the counter. Each
 * algorithm keeps a type of its own.
 */
sealed interface Counter {
    /** When the counter counts nothing any more, in milliseconds of the store's {@link Time}. */
    long end();

    /** Whether nothing is counted before the end either. */
    default boolean countsNothing() {
        return false;
    }

    /**
     * A window that begins and ends once.
     *
     * @param id the unique id of the window
     * @param count the permits counted so far
     */
    record Window(long id, long count, long end) implements Counter {
        /** The largest count, which is exact in a double of the store on Redis. */
        private static final long MOST = 1L << 53;

        /** Adds to the count, up to {@link #MOST}, or subtracts from it down to 0 if the amount is negative. */
        Window plus(long amount) {
            return new Window(id, amount > MOST - count ? MOST : Math.max(0, count + amount), end);
        }

        @Override
        public boolean countsNothing() {
            return count == 0;
        }
    }

    /**
     * The current window and the one before.
     *
     * @param id changes when the counter begins anew
     * @param number of the current window: the time in lengths
     * @param length in ms
     * @param other the windows of another length, if the policy's length has changed; null if they count nothing
     */
    record SlidingWindows(
            long id, long number, long current, long previous, long length, @Nullable SlidingWindows other)
            implements Counter {
        @Override
        public long end() {
            long end = (current > 0 ? number + 2 : number + 1) * length;
            return other == null ? end : Math.max(current + previous == 0 ? 0 : end, other.end());
        }

        @Override
        public boolean countsNothing() {
            return other == null && current + previous == 0;
        }
    }

    /**
     * A token bucket.
     *
     * @param id changes when the bucket has been full
     * @param level what has been taken and has not accrued again, in permits multiplied by the length in ms
     * @param time the time of the level
     * @param length in ms
     * @param end when everything has accrued
     */
    record Bucket(long id, long level, long time, long length, long end) implements Counter {}

    /**
     * The calls that run.
     *
     * @param ends when each permit ends unless it is renewed
     */
    record Permits(Map<Long, Long> ends) implements Counter {
        static final Permits NONE = new Permits(Map.of());

        @Override
        public long end() {
            long last = 0;
            for (long end : ends.values()) {
                last = Math.max(last, end);
            }
            return last;
        }
    }

    /**
     * All requests are denied until a moment.
     *
     * @param count what is counted beside; null if it ends before the block does. Permits that have not ended stay,
     *     because they are renewed
     */
    record Blocked(long until, @Nullable Counter count) implements Counter {
        static Blocked until(long moment, @Nullable Counter count, long now) {
            long least = count instanceof Permits ? now + 1 : moment;
            return new Blocked(moment, count != null && count.end() >= least ? count : null);
        }

        @Override
        public long end() {
            return count == null ? until : Math.max(until, count.end());
        }
    }
}
