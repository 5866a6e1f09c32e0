package io.boosterbeacon.redis.internal.store;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * The algorithm by which a policy counts. Each store implements each algorithm by one class or one script file. All
 * moments are of the store's clock.
 */
public sealed interface Algorithm {
    /** The largest cost that can ever be admitted at once, at least 1. */
    long capacity();

    /** The length of the window; for {@link Concurrency} the time after which a permit ends by itself. */
    Duration length();

    /** The longest time for which a permit counts, unless it is renewed. */
    default Duration lifetime() {
        return length();
    }

    /** Whether permits count only as long as the admitted call runs. */
    default boolean endsWithCall() {
        return false;
    }

    /**
     * Counts in windows. A window begins with the first request that it counts, and ends after its length.
     *
     * @param limit the permits of a window, at least 1
     * @param length at least 1 ms
     */
    record FixedWindow(long limit, Duration length) implements Algorithm {
        @Override
        public long capacity() {
            return limit;
        }
    }

    /**
     * Counts in windows that begin and end with the calendar of a zone: with its days, with every n-th of its days, or
     * with parts of a day that are counted from midnight. The last part of a day may be shorter.
     *
     * @param limit the permits of a window, at least 1
     * @param length 1 ms to 24 hours, or whole days
     */
    record CalendarWindow(long limit, Duration length, ZoneId zone) implements Algorithm {
        private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

        /** Whether windows begin with a day; otherwise each day is divided into windows. */
        public boolean isOfWholeDays() {
            return length.toMillis() % DAY_MILLIS == 0;
        }

        /**
         * The beginnings of the days around a moment, in ms since 1970: one that is more than a day before, up to one
         * that is more than a day after. If a window is several days long, only those days at which a window begins.
         */
        public List<Long> daysAround(long millis) {
            long step = Math.max(1, length.toDays());
            long today = Instant.ofEpochMilli(millis).atZone(zone).toLocalDate().toEpochDay();
            List<Long> days = new ArrayList<>();
            long last = Long.MIN_VALUE;
            for (long window = Math.floorDiv(today - 2, step); last <= millis + DAY_MILLIS; window++) {
                long next = beginning(window * step);
                // a zone that has crossed the date line left out a day
                if (next > last) {
                    days.add(next);
                }
                last = next;
            }
            return days;
        }

        /** The end of the window that a moment is in, in ms since 1970. */
        public long end(long millis) {
            long step = Math.max(1, length.toDays());
            long today = Instant.ofEpochMilli(millis).atZone(zone).toLocalDate().toEpochDay();
            long day = Math.floorDiv(today, step) * step;
            long next = beginning(day + step);
            if (isOfWholeDays()) {
                return next;
            }
            long first = beginning(day);
            long part = length.toMillis();
            return Math.min(next, first + ((millis - first) / part + 1) * part);
        }

        private long beginning(long epochDay) {
            return LocalDate.ofEpochDay(epochDay).atStartOfDay(zone).toInstant().toEpochMilli();
        }

        @Override
        public long capacity() {
            return limit;
        }
    }

    /**
     * Counts in two adjacent windows of fixed position. The previous one counts by the share of it that is less than a
     * length ago.
     *
     * @param limit the permits within a length, at least 1; the product with the length in ms is at most 2^52
     * @param length at least 1 ms
     */
    record SlidingWindow(long limit, Duration length) implements Algorithm {
        @Override
        public Duration lifetime() {
            return length.multipliedBy(2);
        }

        @Override
        public long capacity() {
            return limit;
        }
    }

    /**
     * Permits accrue evenly: the limit in a length. Up to a burst of them are kept.
     *
     * @param limit the permits that accrue in a length, at least 1
     * @param length at least 1 ms
     * @param burst at least 1; the product with the length in ms is at most 2^52
     */
    record TokenBucket(long limit, Duration length, long burst) implements Algorithm {
        /** The time in which permits accrue, rounded up to ms. */
        public Duration accrual(long permits) {
            return Duration.ofMillis((permits * length.toMillis() + limit - 1) / limit);
        }

        @Override
        public Duration lifetime() {
            return accrual(burst);
        }

        @Override
        public long capacity() {
            return burst;
        }
    }

    /**
     * Counts the calls that are running. A permit ends when it is given back, or when nobody has renewed it for a
     * length: its node has crashed then.
     *
     * @param limit the calls that may run at the same time, at least 1
     * @param length at least 1 ms
     */
    record Concurrency(long limit, Duration length) implements Algorithm {
        @Override
        public long capacity() {
            return limit;
        }

        @Override
        public boolean endsWithCall() {
            return true;
        }
    }

    /** The largest product of permits and ms: with the products of a decision it stays exact in a double. */
    long MAX_EXACT = 1L << 52;
}
