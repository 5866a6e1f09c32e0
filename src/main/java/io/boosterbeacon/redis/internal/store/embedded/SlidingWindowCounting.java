package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Algorithm.SlidingWindow;
import io.boosterbeacon.redis.internal.store.embedded.Counter.SlidingWindows;
import io.boosterbeacon.redis.internal.store.embedded.Counter.Window;
import org.jspecify.annotations.Nullable;

/** Sliding windows. Counts are multiplied by the length, so that all numbers are whole: "weight". */
record SlidingWindowCounting(SlidingWindow algorithm) implements Counting {
    private long length() {
        return algorithm.length().toMillis();
    }

    /** The largest count, so that the store on Redis can count it exactly too. */
    private long most() {
        return Algorithm.MAX_EXACT / length();
    }

    /** The windows as of now. */
    private SlidingWindows windows(@Nullable Counter counter, long now) {
        long length = length();
        long number = Math.floorDiv(now, length);
        if (!(counter instanceof SlidingWindows kept)) {
            return new SlidingWindows(number, 0, 0, length);
        }
        if (kept.length() != length) {
            // the length of the policy has changed: nothing that is counted may be lost
            return new SlidingWindows(number, Math.min(kept.current() + kept.previous(), most()), 0, length);
        }
        if (kept.number() >= number) {
            return kept;
        }
        return new SlidingWindows(number, 0, kept.number() == number - 1 ? kept.current() : 0, length);
    }

    private static long into(SlidingWindows windows, long now) {
        return Math.max(0, now - windows.number() * windows.length());
    }

    private static long weight(SlidingWindows windows, long now) {
        return windows.previous() * (windows.length() - into(windows, now)) + windows.current() * windows.length();
    }

    @Override
    public long count(@Nullable Counter counter, long now) {
        return Ratio.up(weight(windows(counter, now), now), length());
    }

    @Override
    public long reset(@Nullable Counter counter, long now) {
        SlidingWindows windows = windows(counter, now);
        return windows.current() == 0 && windows.previous() == 0 ? length() : windows.end() - now;
    }

    @Override
    public long retryAfter(@Nullable Counter counter, long cost, long now) {
        SlidingWindows windows = windows(counter, now);
        long length = length();
        if (weight(windows, now) + cost * length <= algorithm.limit() * length) {
            return 0;
        }
        long rest = algorithm.limit() - cost;
        long into = into(windows, now);
        if (rest < 0) {
            // the cost exceeds the limit, which was lowered: it never fits
            return 2 * length - into;
        }
        return windows.current() <= rest
                ? Math.max(1, length - (rest - windows.current()) * length / windows.previous() - into)
                : length - into + length - rest * length / windows.current();
    }

    @Override
    public Counter add(@Nullable Counter counter, long amount, long now, long newId) {
        SlidingWindows windows = windows(counter, now);
        return with(windows, Math.min(windows.current() + Math.min(amount, most()), most()), windows.previous());
    }

    @Override
    public @Nullable Counter subtract(@Nullable Counter counter, long amount, long now) {
        SlidingWindows windows = windows(counter, now);
        // what is left of a subtraction from the current window is subtracted from the one before
        long rest = Math.max(0, amount - windows.current());
        return with(windows, Math.max(0, windows.current() - amount), Math.max(0, windows.previous() - rest));
    }

    @Override
    public long receipt(Counter counted, long now, long newId) {
        return windows(counted, now).number();
    }

    @Override
    public @Nullable Counter settle(@Nullable Counter counter, long amount, long receipt, long now) {
        SlidingWindows windows = windows(counter, now);
        long change = Math.min(amount, Math.max(0, algorithm.limit() - count(windows, now)));
        if (receipt == windows.number()) {
            return with(windows, Math.max(0, windows.current() + change), windows.previous());
        }
        return receipt == windows.number() - 1
                ? with(windows, windows.current(), Math.max(0, windows.previous() + change))
                : counter;
    }

    private static SlidingWindows with(SlidingWindows windows, long current, long previous) {
        return new SlidingWindows(windows.number(), current, previous, windows.length());
    }

    @Override
    public Counter recall(Window remembered, long now) {
        return add(null, remembered.count(), now, remembered.id());
    }
}
