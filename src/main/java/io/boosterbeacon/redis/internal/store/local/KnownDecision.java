package io.boosterbeacon.redis.internal.store.local;

import io.boosterbeacon.redis.internal.store.Algorithm.TokenBucket;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Outcome;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.Receipt;
import java.time.Duration;

/**
 * The last decision of the store about a policy, for one second at most. All times are of a clock like
 * {@link System#nanoTime}.
 *
 * @param receivedAt when the decision arrived, at which its durations begin at the latest
 * @param end when the decision no longer holds
 */
record KnownDecision(Request request, Decision decision, long receivedAt, long end) {
    /**
     * Remembers a decision until a request may be decided differently because of the time alone, but not for longer
     * than the given time. The store has decided at some time after it was asked: counted from there, the decision ends
     * no later than in the store.
     *
     * @param askedAt when the store was asked
     */
    static KnownDecision of(Request request, Decision decision, long askedAt, long receivedAt, Duration longest) {
        Duration holds = longest;
        if (!decision.admitted()) {
            holds = shorter(decision.retryAfter(), longest);
        } else if (!isUnbegun(request, decision)) {
            holds = shorter(decision.reset(), longest);
        }
        return new KnownDecision(request, decision, receivedAt, askedAt + holds.toNanos());
    }

    /** Whether there is no window, so that one of the full length would begin with an admitted request. */
    private static boolean isUnbegun(Request request, Decision decision) {
        return decision.count() == 0
                && decision.reset().equals(request.algorithm().length());
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    boolean isOf(String policyId) {
        return request.policyId().equals(policyId);
    }

    boolean isDenial() {
        return decision.outcome() == Outcome.DENIED;
    }

    boolean hasEnded(long now) {
        return now - end >= 0;
    }

    /**
     * Whether another request would have the same outcome. That is not known with a changed limit, nor if any running
     * call may end the denial.
     */
    boolean decides(Request other) {
        boolean sameOutcome = isDenial()
                ? other.cost() >= request.cost() && !request.algorithm().endsWithCall()
                : other.cost() <= decision.remaining();
        return sameOutcome && other.algorithm().equals(request.algorithm());
    }

    /**
     * What the store would decide now about a request that it denies: nothing is counted. Counts that sink with time
     * are told as they were.
     */
    Decision at(long now, Request asked) {
        Duration passed = Duration.ofNanos(Math.max(0, now - receivedAt));
        Duration reset = isUnbegun(request, decision)
                ? decision.reset()
                : decision.reset().minus(passed);
        return new Decision(
                decision.outcome(),
                decision.count(),
                decision.remaining(),
                reset,
                isDenial() ? retryAfter(asked.cost(), passed, reset) : Duration.ZERO,
                Receipt.NONE,
                false);
    }

    /** The time until a request of the same or a higher cost can be admitted: never too short. */
    private Duration retryAfter(long cost, Duration passed, Duration reset) {
        Duration same = decision.retryAfter().minus(passed);
        if (cost == request.cost()) {
            return same;
        }
        return request.algorithm() instanceof TokenBucket bucket
                ? shorter(same.plus(bucket.accrual(cost - request.cost())), reset)
                : reset;
    }
}
