package io.boosterbeacon.redis.internal.store;

import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Counts requests by the algorithms of their policies and the clock of the store. Stages fail with
 * {@link StoreException}.
 */
public interface RateLimitStore {
    /**
     * Decides all policies of one subject. They count all or nothing: only if every policy admits its request.
     *
     * @param subject the hash of the subject to count for
     * @param requests one for each policy, at least one
     * @return one decision for each request, in the same order
     */
    CompletionStage<List<Decision>> tryAcquire(String subject, List<Request> requests);

    /**
     * Gives back the permits of a decision, unless their window has ended. To be called at most once for each receipt.
     * A receipt of another store and {@link Receipt#NONE} have no effect.
     */
    CompletionStage<Void> giveBack(Receipt receipt);

    /** Adds to the count of a policy, regardless of its limit. Begins a count if there is none. */
    CompletionStage<Usage> penalize(String subject, String policyId, Algorithm algorithm, long amount);

    /** Subtracts from the current count of a policy, down to 0. Does nothing if there is no count. */
    CompletionStage<Usage> refund(String subject, String policyId, long amount);

    /** Reads the count of a policy without changing it. */
    CompletionStage<Usage> usage(String subject, String policyId);

    /** Removes the count of a policy. */
    CompletionStage<Void> reset(String subject, String policyId);

    /**
     * A request to one policy.
     *
     * @param policyId part of the counter's name: letters, digits, dots, dashes and underscores
     * @param cost the permits that this request takes, 1 to the limit
     * @param onStoreFailure the decision if the store fails. Only a decorator applies it; the store itself just fails
     */
    record Request(String policyId, Algorithm algorithm, long cost, OnStoreFailure onStoreFailure) {}

    /** The outcome of one policy. */
    enum Outcome {
        ADMITTED,
        DENIED,
        /** Admitted without counting, because the store has failed and the policy is open then. */
        UNCOUNTED
    }

    /**
     * The decision of one policy.
     *
     * @param outcome of this policy; others may still deny the request
     * @param count the count after the decision
     * @param remaining the permits left, at least 0
     * @param reset the time until the count is zero again; for a window that has not begun, its length
     * @param retryAfter the time until this policy can admit the same request; zero if it is admitted
     * @param receipt for the counted permits; {@link Receipt#NONE} if one of the policies has denied the request
     * @param local whether this JVM has decided because the store has failed
     */
    record Decision(
            Outcome outcome,
            long count,
            long remaining,
            Duration reset,
            Duration retryAfter,
            Receipt receipt,
            boolean local) {
        /** The decision of an open policy if the store has failed. */
        public static final Decision UNCOUNTED =
                new Decision(Outcome.UNCOUNTED, 0, 0, Duration.ZERO, Duration.ZERO, Receipt.NONE, true);

        public boolean admitted() {
            return outcome != Outcome.DENIED;
        }
    }

    /**
     * The count of a policy.
     *
     * @param count 0 if nothing is counted
     * @param reset the time until the count is zero again; zero if nothing is counted
     */
    record Usage(long count, Duration reset) {
        public static final Usage NONE = new Usage(0, Duration.ZERO);
    }
}
