package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Algorithm.FixedWindow;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.internal.store.embedded.Subject.Window;
import org.jspecify.annotations.Nullable;

/**
 * The implementation of an algorithm. Windows are immutable: a change takes effect when the store replaces the old
 * window by the new one.
 */
interface Counting {
    /** Returns the implementation of an algorithm. */
    static Counting of(Algorithm algorithm) {
        return new FixedWindowCounting((FixedWindow) algorithm);
    }

    /** Checks whether a cost is within the limit. */
    boolean admits(@Nullable Window current, long cost);

    /**
     * Counts a cost, regardless of the limit, and returns the new window.
     *
     * @param newId the id of a window that begins now
     */
    Window count(@Nullable Window current, long cost, long now, long newId);

    /**
     * Creates the decision of a policy.
     *
     * @param counted the window after the decision; null if there is none
     */
    Decision decision(boolean admitted, @Nullable Window counted, long now, Receipt receipt);

    /**
     * Adopts the count of another store's decision.
     *
     * @return the new window; null if nothing is counted
     */
    @Nullable
    Window adopt(Decision decision, @Nullable Window current, long now, long newId);
}
