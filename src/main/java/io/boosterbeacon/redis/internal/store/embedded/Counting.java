package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Algorithm.FixedWindow;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.internal.store.embedded.Subject.Window;
import org.jspecify.annotations.Nullable;

/** One algorithm. What it counts is immutable: nothing is counted before the store has put the result in place of the old. */
interface Counting {
    /** The counting of an algorithm. */
    static Counting of(Algorithm algorithm) {
        return new FixedWindowCounting((FixedWindow) algorithm);
    }

    /** Check: whether a cost fits. */
    boolean admits(@Nullable Window current, long cost);

    /**
     * Commit: what is counted afterwards, whatever the limit.
     *
     * @param newId of what begins now
     */
    Window count(@Nullable Window current, long cost, long now, long newId);

    /**
     * What a policy says of a request.
     *
     * @param counted after the decision; null if nothing is
     */
    Decision decision(boolean admitted, @Nullable Window counted, long now, Receipt receipt);

    /**
     * Goes on from another store's decision.
     *
     * @return null if that has counted nothing
     */
    @Nullable
    Window following(Decision decision, @Nullable Window current, long now, long newId);
}
