package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Algorithm.SlidingWindow;
import io.boosterbeacon.redis.internal.store.embedded.Counter.SlidingWindows;
import io.boosterbeacon.redis.internal.store.embedded.Counter.Window;
import java.time.Duration;
import java.util.Optional;
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

    /** The windows of this length as of now. */
    private SlidingWindows windows(@Nullable Counter counter, long now) {
        long length = length();
        if (!(counter instanceof SlidingWindows kept)) {
            return rolled(new SlidingWindows(0, 0, 0, 0, length, null), now);
        }
        if (kept.length() == length) {
            return rolled(kept, now);
        }
        // The length of the policy has changed, or two versions of the application run beside each other. Each length
        // has its windows, and both count. A third length adds what the first one counts to its own.
        SlidingWindows last = kept.other();
        SlidingWindows other =
                new SlidingWindows(kept.id(), kept.number(), kept.current(), kept.previous(), kept.length(), null);
        return rolled(
                last != null && last.length() == length
                        ? new SlidingWindows(kept.id(), last.number(), last.current(), last.previous(), length, other)
                        : new SlidingWindows(kept.id(), now / length, counted(last, now), 0, length, other),
                now);
    }

    /** Moves windows to the current time. If the clock was set back, they stay where they are. */
    private static SlidingWindows rolled(SlidingWindows kept, long now) {
        long number = now / kept.length();
        if (kept.number() >= number) {
            return kept;
        }
        long previous = kept.number() == number - 1 ? kept.current() : 0;
        return new SlidingWindows(kept.id(), number, 0, previous, kept.length(), kept.other());
    }

    private static long into(SlidingWindows windows, long now) {
        return Math.max(0, now - windows.number() * windows.length());
    }

    private static long weight(SlidingWindows windows, long now) {
        return windows.previous() * (windows.length() - into(windows, now)) + windows.current() * windows.length();
    }

    /** What windows count, rounded up, without those of another length. */
    private static long counted(@Nullable SlidingWindows windows, long now) {
        return windows == null ? 0 : Ratio.up(weight(rolled(windows, now), now), windows.length());
    }

    @Override
    public long count(@Nullable Counter counter, long now) {
        SlidingWindows windows = windows(counter, now);
        return counted(windows, now) + counted(windows.other(), now);
    }

    @Override
    public long reset(@Nullable Counter counter, long now) {
        SlidingWindows windows = windows(counter, now);
        SlidingWindows other = other(windows, now);
        long others = other == null ? 0 : left(rolled(other, now), now);
        return others > 0 && windows.current() + windows.previous() == 0
                ? others
                : Math.max(others, left(windows, now));
    }

    /** The time until windows count nothing, without those of another length. */
    private static long left(SlidingWindows windows, long now) {
        if (windows.current() > 0) {
            return 2 * windows.length() - into(windows, now);
        }
        return windows.previous() > 0 ? windows.length() - into(windows, now) : windows.length();
    }

    @Override
    public long retryAfter(@Nullable Counter counter, long cost, long now) {
        SlidingWindows windows = windows(counter, now);
        long length = length();
        long others = counted(windows.other(), now);
        if (weight(windows, now) + (cost + others) * length <= algorithm.limit() * length) {
            return 0;
        }
        long rest = algorithm.limit() - cost - others;
        long into = into(windows, now);
        if (rest < 0) {
            // the cost exceeds the limit, which was lowered: it never fits
            return others > 0 ? reset(counter, now) : 2 * length - into;
        }
        return windows.current() <= rest
                ? Math.max(1, length - (rest - windows.current()) * length / windows.previous() - into)
                : length - into + length - rest * length / windows.current();
    }

    @Override
    public Counter add(@Nullable Counter counter, long amount, long now, long newId) {
        SlidingWindows windows = windows(counter, now);
        boolean begun = windows.other() != null || windows.current() + windows.previous() > 0;
        return new SlidingWindows(
                begun ? windows.id() : newId,
                windows.number(),
                Math.min(windows.current() + Math.min(amount, most()), most()),
                windows.previous(),
                windows.length(),
                other(windows, now));
    }

    /** The windows of another length, if they count anything. */
    private static @Nullable SlidingWindows other(SlidingWindows windows, long now) {
        return counted(windows.other(), now) > 0 ? windows.other() : null;
    }

    @Override
    public @Nullable Counter subtract(@Nullable Counter counter, long amount, long now) {
        SlidingWindows windows = windows(counter, now);
        // what is left of a subtraction from the current window is subtracted from the one before
        long rest = Math.max(0, amount - windows.current());
        long current = Math.max(0, windows.current() - amount);
        return with(counter, windows, current, Math.max(0, windows.previous() - rest), now);
    }

    @Override
    public Optional<Duration> windowLeft(Counter counted, long now) {
        SlidingWindows windows = windows(counted, now);
        return other(windows, now) == null
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(windows.length() - into(windows, now)));
    }

    @Override
    public Mark receipt(Counter counted, long now, long newId) {
        SlidingWindows windows = windows(counted, now);
        return new Mark(windows.id(), windows.number());
    }

    @Override
    public @Nullable Counter settle(@Nullable Counter counter, long amount, Mark receipt, long now, long newId) {
        SlidingWindows windows = windows(counter, now);
        if (windows.id() != receipt.id()) {
            return counter;
        }
        long change = Math.min(amount, Math.max(0, algorithm.limit() - count(counter, now)));
        if (receipt.at() == windows.number()) {
            return with(counter, windows, Math.max(0, windows.current() + change), windows.previous(), now);
        }
        return receipt.at() == windows.number() - 1
                ? with(counter, windows, windows.current(), Math.max(0, windows.previous() + change), now)
                : counter;
    }

    /** The windows with other counts; the stored counter if they are the same. */
    private static @Nullable Counter with(
            @Nullable Counter stored, SlidingWindows windows, long current, long previous, long now) {
        return current == windows.current() && previous == windows.previous()
                ? stored
                : new SlidingWindows(
                        windows.id(), windows.number(), current, previous, windows.length(), other(windows, now));
    }

    @Override
    public Counter recall(Window remembered, long now) {
        return add(null, remembered.count(), now, remembered.id());
    }
}
