package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.store.Algorithm.FixedWindow;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.internal.store.embedded.Subject.Window;
import org.jspecify.annotations.Nullable;

/** Fixed windows. */
record FixedWindowCounting(FixedWindow algorithm) implements Counting {
    /**
     * The ends of adopted windows are late by the time that an answer takes. Ends this close together belong to the
     * same window.
     */
    private static final long SAME_END_MILLIS = 1_000;

    @Override
    public boolean admits(@Nullable Window current, long cost) {
        return cost <= algorithm.limit() - (current == null ? 0 : current.count());
    }

    @Override
    public Window count(@Nullable Window current, long cost, long now, long newId) {
        return current == null ? new Window(newId, cost, Time.after(now, algorithm.length())) : current.plus(cost);
    }

    @Override
    public Decision decision(boolean admitted, @Nullable Window counted, long now, Receipt receipt) {
        return counted == null
                ? algorithm.decision(admitted, 0, algorithm.length(), receipt)
                : algorithm.decision(admitted, counted.count(), counted.left(now), receipt);
    }

    @Override
    public @Nullable Window adopt(Decision decision, @Nullable Window current, long now, long newId) {
        if (decision.count() == 0) {
            return current;
        }
        long end = Time.after(now, decision.reset());
        return current == null || end - current.end() > SAME_END_MILLIS
                ? new Window(newId, decision.count(), end)
                : current.plus(Math.max(0, decision.count() - current.count()));
    }
}
