package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Algorithm.CalendarWindow;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.embedded.Counter.Window;
import org.jspecify.annotations.Nullable;

/** Fixed windows, and windows of a calendar: they differ in their ends only. */
record WindowCounting(Algorithm algorithm) implements Counting {
    /**
     * The ends of adopted windows are late by the time that an answer takes. Ends this close together belong to the
     * same window.
     */
    private static final long SAME_END_MILLIS = 1_000;

    private static @Nullable Window window(@Nullable Counter counter) {
        return counter instanceof Window window ? window : null;
    }

    private long end(long now) {
        return algorithm instanceof CalendarWindow calendar ? calendar.end(now) : Time.after(now, algorithm.length());
    }

    @Override
    public long count(@Nullable Counter counter, long now) {
        Window window = window(counter);
        return window == null ? 0 : window.count();
    }

    @Override
    public long reset(@Nullable Counter counter, long now) {
        Window window = window(counter);
        return (window == null ? end(now) : window.end()) - now;
    }

    @Override
    public long retryAfter(@Nullable Counter counter, long cost, long now) {
        return cost <= algorithm.capacity() - count(counter, now) ? 0 : reset(counter, now);
    }

    @Override
    public Counter add(@Nullable Counter counter, long amount, long now, long newId) {
        Window window = window(counter);
        return window == null ? new Window(newId, amount, end(now)) : window.plus(amount);
    }

    @Override
    public @Nullable Counter subtract(@Nullable Counter counter, long amount, long now) {
        Window window = window(counter);
        return window == null ? null : window.plus(-amount);
    }

    @Override
    public Mark receipt(Counter counted, long now, long newId) {
        return new Mark(counted instanceof Window window ? window.id() : newId, 0);
    }

    @Override
    public @Nullable Counter settle(@Nullable Counter counter, long amount, Mark receipt, long now, long newId) {
        Window window = window(counter);
        if (window == null || window.id() != receipt.id()) {
            return counter;
        }
        return window.plus(Math.min(amount, Math.max(0, algorithm.capacity() - window.count())));
    }

    @Override
    public Counter recall(Window remembered, long now) {
        return remembered;
    }

    @Override
    public @Nullable Counter adopt(Decision decision, @Nullable Counter counter, long now, long newId) {
        if (decision.count() == 0) {
            return counter;
        }
        Window window = window(counter);
        long end = Time.after(now, decision.reset());
        return window == null || end - window.end() > SAME_END_MILLIS
                ? new Window(newId, decision.count(), end)
                : window.plus(Math.max(0, decision.count() - window.count()));
    }
}
