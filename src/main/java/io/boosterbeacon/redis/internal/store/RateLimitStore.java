package io.boosterbeacon.redis.internal.store;

import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Counts requests by the algorithms of their policies and by the store's own clock. Stages fail with {@link StoreException}. */
public interface RateLimitStore {
    /**
     * Decides all policies of one subject, all or nothing: only if each admits its request does any count it.
     *
     * @param subject hash of whom to count for
     * @param requests one a policy, at least one, with distinct policies
     * @return one decision a request, in the order given
     */
    CompletionStage<List<Decision>> tryAcquire(String subject, List<Request> requests);

    /**
     * Gives back what a decision took, unless that is over: a later window owes nothing. At most once for each receipt; one of
     * another store, or {@link Receipt#NONE}, gives back nothing.
     */
    CompletionStage<Void> giveBack(Receipt receipt);

    /** Adds to what a policy has counted whatever its limit; begins to count if nothing was counted. */
    CompletionStage<Usage> penalize(String subject, String policyId, Algorithm algorithm, long amount);

    /** Takes back from what a policy counts now, down to 0; does nothing if there is nothing. */
    CompletionStage<Usage> refund(String subject, String policyId, long amount);

    /** Reads what a policy has counted. Never counts. */
    CompletionStage<Usage> usage(String subject, String policyId);

    /** Forgets what a policy has counted. */
    CompletionStage<Void> reset(String subject, String policyId);

    /**
     * What one policy is asked.
     *
     * @param policyId letters, digits, dots, dashes and underscores: a part of the counter's name
     * @param cost how much this request counts, 1 to the limit
     * @param onStoreFailure what to decide if the store fails; a store that has no other answer fails with every policy
     */
    record Request(String policyId, Algorithm algorithm, long cost, OnStoreFailure onStoreFailure) {}

    /** What one policy says. */
    enum Outcome {
        ADMITTED,
        DENIED,
        /** Admitted without being counted: the store has failed, and the policy is open then. */
        UNCOUNTED
    }

    /**
     * One policy's answer.
     *
     * @param outcome what this policy says; others may deny the request
     * @param count what is counted after the decision
     * @param remaining what is left, at least 0
     * @param reset time until nothing is counted any more; of a window that has not begun, its length
     * @param retryAfter time until this policy can admit the same request; zero if it did
     * @param receipt for what was taken; {@link Receipt#NONE} if one of the policies denied
     * @param local whether this JVM has decided in place of a store that failed
     */
    record Decision(
            Outcome outcome,
            long count,
            long remaining,
            Duration reset,
            Duration retryAfter,
            Receipt receipt,
            boolean local) {
        /** An answer without the store. */
        public static final Decision UNCOUNTED =
                new Decision(Outcome.UNCOUNTED, 0, 0, Duration.ZERO, Duration.ZERO, Receipt.NONE, true);

        public boolean admitted() {
            return outcome != Outcome.DENIED;
        }
    }

    /**
     * How much is counted.
     *
     * @param count 0 if nothing is
     * @param reset time until nothing is counted any more; zero if nothing is
     */
    record Usage(long count, Duration reset) {
        public static final Usage NONE = new Usage(0, Duration.ZERO);
    }
}
