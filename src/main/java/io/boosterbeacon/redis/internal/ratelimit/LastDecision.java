package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Outcome;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.Receipt;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the store has decided last about a request, and what follows from that later. All moments are of a clock like
 * {@link System#nanoTime}.
 *
 * @param at when the answer arrived
 */
record LastDecision(Request request, Decision decision, long at) {
    private static final Duration SHORTEST = Duration.ofMillis(1);

    /** When the store can admit the request, unless permits are given back. */
    long next() {
        return at + atLeast(SHORTEST, decision.retryAfter()).toNanos();
    }

    /** Whether the store knows when it can admit the request: nobody knows when a running call ends. */
    boolean isCertain() {
        return !request.algorithm().endsWithCall();
    }

    /**
     * The denial of a caller that has waited in vain, with the time moved on.
     *
     * @param known the last decision about any request to the same counter; null if there is none
     */
    static Decision denial(Request request, @Nullable LastDecision known, long now) {
        if (known == null) {
            return new Decision(Outcome.DENIED, 0, 0, Duration.ZERO, SHORTEST, Receipt.NONE, false);
        }
        Duration passed = Duration.ofNanos(now - known.at);
        Duration reset = atLeast(Duration.ZERO, known.decision.reset().minus(passed));
        boolean same = known.decision.outcome() == Outcome.DENIED && known.request.equals(request);
        // after the reset, every request can be admitted
        Duration retryAfter = same ? known.decision.retryAfter().minus(passed) : reset;
        long count = known.decision.count();
        return new Decision(
                Outcome.DENIED,
                count,
                Math.max(0, request.algorithm().capacity() - count),
                reset,
                atLeast(SHORTEST, retryAfter),
                Receipt.NONE,
                false);
    }

    private static Duration atLeast(Duration least, Duration time) {
        return time.compareTo(least) < 0 ? least : time;
    }
}
