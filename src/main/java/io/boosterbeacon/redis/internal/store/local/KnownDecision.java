package io.boosterbeacon.redis.internal.store.local;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Algorithm.CalendarWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.FixedWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.TokenBucket;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Outcome;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.Receipt;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The last decision of the store about a policy. It says which requests the policy denies for certain, and what to tell
 * about the policy while another one denies. All times are of a clock like {@link System#nanoTime}.
 *
 * @param receivedAt when the decision arrived, at which its durations begin at the latest
 * @param denialEnd when the policy may admit the same request; for a policy that denies nothing, a time in the past
 * @param end when the decision is forgotten
 * @param renewed whether a caller renews the decision
 */
record KnownDecision(
        Request request, Decision decision, long receivedAt, long denialEnd, long end, AtomicBoolean renewed) {
    /**
     * Remembers a decision for a time at most. The store has decided at some time after it was asked: counted from
     * there, the denial ends no later than in the store.
     *
     * @param askedAt when the store was asked
     */
    static KnownDecision of(Request request, Decision decision, long askedAt, long receivedAt, Duration longest) {
        // any running call may end the denial
        boolean denies =
                decision.outcome() == Outcome.DENIED && !request.algorithm().endsWithCall();
        Duration denial = denies ? shorter(decision.retryAfter(), longest) : Duration.ZERO;
        return new KnownDecision(
                request,
                decision,
                receivedAt,
                askedAt + denial.toNanos(),
                askedAt + longest.toNanos(),
                new AtomicBoolean());
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    boolean isOf(String policyId) {
        return request.policyId().equals(policyId);
    }

    boolean hasEnded(long now) {
        return now - end >= 0;
    }

    /**
     * Whether the decision ends before a moment, and no caller renews it yet.
     *
     * @param byCaller whether the caller renews it if this returns true, which it then does for one caller only
     */
    boolean isToBeRenewed(long before, boolean byCaller) {
        return hasEnded(before) && !renewed.get() && (!byCaller || renewed.compareAndSet(false, true));
    }

    /** Whether the policy still denies the request that it was asked for. */
    boolean denies(long now) {
        return now - denialEnd < 0;
    }

    /** Whether the policy denies another request for certain. That is not known with a changed limit. */
    boolean denies(Request other, long now) {
        return denies(now)
                && other.cost() >= request.cost()
                && other.algorithm().equals(request.algorithm());
    }

    /**
     * What the store would decide now about a request that another policy denies: nothing is counted. Counts that sink
     * with time, and running calls, are told as they were. Null if it is not known.
     */
    @Nullable
    Decision at(long now, Request asked) {
        if (!asked.algorithm().equals(request.algorithm())) {
            return null;
        }
        Duration passed = Duration.ofNanos(Math.max(0, now - receivedAt));
        if (request.algorithm().endsWithCall()) {
            return asked.cost() <= decision.remaining() || isDenial()
                    ? told(decision.outcome(), decision.reset(), decision.retryAfter())
                    : null;
        }
        if (isUnbegun()) {
            return told(Outcome.ADMITTED, decision.reset(), Duration.ZERO);
        }
        Duration reset = decision.reset().minus(passed);
        if (reset.isNegative() || reset.isZero()) {
            // this may be the end of a block, and only the store knows the count beside it
            return isDenial() && decision.retryAfter().equals(decision.reset()) ? null : unbegun();
        }
        if (isDenial() && asked.cost() >= request.cost()) {
            return denied(asked.cost(), now, passed, reset);
        }
        if (asked.cost() <= decision.remaining()) {
            return told(Outcome.ADMITTED, reset, Duration.ZERO);
        }
        return isWindow() ? told(Outcome.DENIED, reset, reset) : null;
    }

    private boolean isDenial() {
        return decision.outcome() == Outcome.DENIED;
    }

    /** Whether the count changes only by requests until its window ends. */
    private boolean isWindow() {
        return request.algorithm() instanceof FixedWindow || request.algorithm() instanceof CalendarWindow;
    }

    /** Whether there is no window, so that one of the full length would begin with an admitted request. */
    private boolean isUnbegun() {
        return decision.count() == 0
                && !(request.algorithm() instanceof CalendarWindow)
                && decision.reset().equals(request.algorithm().length());
    }

    /** The decision after the end of the count: nothing is counted. Only the store knows the calendar. */
    private @Nullable Decision unbegun() {
        Algorithm algorithm = request.algorithm();
        return algorithm instanceof CalendarWindow
                ? null
                : new Decision(
                        Outcome.ADMITTED,
                        0,
                        algorithm.capacity(),
                        algorithm.length(),
                        Duration.ZERO,
                        Receipt.NONE,
                        false);
    }

    /** The decision about the same or a higher cost than one that was denied. */
    private @Nullable Decision denied(long cost, long now, Duration passed, Duration reset) {
        if (denies(now)) {
            return told(Outcome.DENIED, reset, retryAfter(cost, passed, reset));
        }
        // about now, the window ends in the store
        return cost == request.cost() && !isWindow() ? told(Outcome.ADMITTED, reset, Duration.ZERO) : null;
    }

    private Decision told(Outcome outcome, Duration reset, Duration retryAfter) {
        return new Decision(outcome, decision.count(), decision.remaining(), reset, retryAfter, Receipt.NONE, false);
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
