package io.boosterbeacon.redis.internal.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Counts requests in fixed windows. A window begins with the first request it counts and lasts for its policy's length by
 * the store's own clock. Stages fail with {@link StoreException}.
 */
public interface RateLimitStore {
    /**
     * Decides all policies of one subject, all or nothing: only if every policy admits the cost does any count it.
     *
     * @param subject hash of whom to count for
     * @param policies at least one, with distinct ids
     * @return one decision a policy, in the order given
     */
    CompletionStage<List<Decision>> tryAcquire(String subject, List<Policy> policies);

    /** Adds to a policy's window whatever its limit; begins one of the given length if there is none. */
    CompletionStage<Usage> penalize(String subject, String policyId, long amount, Duration window);

    /** Takes back from the current window, down to 0; does nothing if there is none. */
    CompletionStage<Usage> refund(String subject, String policyId, long amount);

    /**
     * Takes back what a decision has counted, unless the window that counted it is over: a later one owes nothing.
     *
     * @param window the {@link Decision#window} of that decision
     */
    CompletionStage<Usage> giveBack(String subject, String policyId, long amount, String window);

    /** Reads the current window. Never counts. */
    CompletionStage<Usage> usage(String subject, String policyId);

    /** Forgets the current window. */
    CompletionStage<Void> reset(String subject, String policyId);

    /**
     * One policy.
     *
     * @param id letters, digits, dots, dashes and underscores: a part of the counter's name
     * @param limit how much a window admits
     * @param window its length, at least 1 ms
     * @param cost how much this request counts, 1 to {@code limit}
     */
    record Policy(String id, long limit, Duration window, long cost) {}

    /**
     * One policy's answer.
     *
     * @param admitted whether this policy admits the request
     * @param count what the window has counted after the decision
     * @param reset time until the window ends; for a subject without a window, the window's length
     * @param window the id of the window, which no other window of any subject ever has; empty without a window
     */
    record Decision(boolean admitted, long count, Duration reset, String window) {}

    /**
     * The state of a window.
     *
     * @param count what it has counted; 0 without a window
     * @param reset time until it ends; zero without a window
     */
    record Usage(long count, Duration reset) {
        public static final Usage NONE = new Usage(0, Duration.ZERO);
    }
}
