package io.boosterbeacon.redis.internal.store.embedded;

import java.util.Map;

/**
 * The state of one policy of one subject. Immutable: a change takes effect when the store replaces the counter. Each
 * algorithm keeps a type of its own.
 */
sealed interface Counter {
    /** When the counter counts nothing any more, in milliseconds of the store's {@link Time}. */
    long end();

    /**
     * A window that begins and ends once.
     *
     * @param id the unique id of the window
     * @param count the permits counted so far
     */
    record Window(long id, long count, long end) implements Counter {
        /**
         * Adds to the count, or subtracts from it if the amount is negative. The result is limited to 0 and
         * {@link Long#MAX_VALUE}.
         */
        Window plus(long amount) {
            long sum = count + amount;
            boolean overflows = amount > 0 && sum < count;
            return new Window(id, overflows ? Long.MAX_VALUE : Math.max(0, sum), end);
        }
    }

    /**
     * The current window and the one before.
     *
     * @param number of the current window: the time in lengths
     * @param length in ms
     */
    record SlidingWindows(long number, long current, long previous, long length) implements Counter {
        @Override
        public long end() {
            return (current > 0 ? number + 2 : number + 1) * length;
        }
    }

    /**
     * A token bucket.
     *
     * @param level what has been taken and has not accrued again, in permits multiplied by the length in ms
     * @param time the time of the level
     * @param length in ms
     * @param end when everything has accrued
     */
    record Bucket(long level, long time, long length, long end) implements Counter {}

    /**
     * The calls that run.
     *
     * @param ends when each permit ends unless it is renewed
     * @param blockedUntil 0 if the subject is not blocked
     */
    record Permits(Map<Long, Long> ends, long blockedUntil) implements Counter {
        static final Permits NONE = new Permits(Map.of(), 0);

        @Override
        public long end() {
            long last = blockedUntil;
            for (long end : ends.values()) {
                last = Math.max(last, end);
            }
            return last;
        }
    }

    /** All requests are denied until the end. */
    record Blocked(long end) implements Counter {}
}
