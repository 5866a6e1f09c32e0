package io.boosterbeacon.redis.internal.store;

import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
     * @param requests one for each policy, at least one; no policy twice
     * @return one decision for each request, in the same order
     */
    CompletionStage<List<Decision>> tryAcquire(String subject, List<Request> requests);

    /**
     * The decisions about requests that would be denied for certain, as far as a decorator knows without a round trip.
     *
     * @param requests as for {@link #tryAcquire}
     * @return empty if that is not known; then {@link #tryAcquire} decides
     */
    default Optional<List<Decision>> knownDenial(String subject, List<Request> requests) {
        return Optional.empty();
    }

    /**
     * Replaces the cost of a decision by what the call has really cost. Several calls for one receipt add up: each counts
     * the difference to the cost of the request. A smaller cost gives permits back, and a larger one takes more, at most up
     * to the capacity. Both have no effect if the window has ended or was reset; a token bucket takes the larger cost at any
     * time. A receipt of another store and {@link Receipt#NONE} have no effect.
     *
     * @param cost 0 gives all permits back
     */
    CompletionStage<Void> settle(Receipt receipt, long cost);

    /** Gives back the permits of a decision, unless their window has ended. */
    default CompletionStage<Void> giveBack(Receipt receipt) {
        return settle(receipt, 0);
    }

    /** Prolongs permits that end by themselves, unless they have ended. Other receipts have no effect. */
    CompletionStage<Void> renew(Receipt receipt);

    /**
     * Changes the count of a policy, regardless of its limit, down to 0. An addition begins a count if there is none.
     * Has no effect while the subject is blocked, and on {@link Algorithm.Concurrency}.
     *
     * @param amount is added; negative to subtract, 0 to read only
     */
    CompletionStage<Usage> adjust(String subject, String policyId, Algorithm algorithm, long amount);

    /**
     * Denies all requests of a subject to one policy for a time. What is counted stays, and ends as without the block. A
     * block that ends later stays too.
     */
    CompletionStage<Void> block(String subject, String policyId, Algorithm algorithm, Duration time);

    /** Removes the count of a policy, and its block. */
    CompletionStage<Void> reset(String subject, String policyId, Algorithm algorithm);

    /**
     * A request to one policy.
     *
     * @param policyId part of the counter's name: letters, digits, dots, dashes and underscores; decorators also
     *     use tildes for policies of their own
     * @param cost the permits that this request takes, 1 to the algorithm's capacity; 1 for concurrency
     * @param onStoreFailure the decision if the store fails. Only a decorator applies it; the store itself just fails
     * @param leased whether a decorator may take permits in advance, so that the request is served without the store
     */
    record Request(String policyId, Algorithm algorithm, long cost, OnStoreFailure onStoreFailure, boolean leased) {
        /** A request for which no permits are taken in advance. */
        public Request(String policyId, Algorithm algorithm, long cost, OnStoreFailure onStoreFailure) {
            this(policyId, algorithm, cost, onStoreFailure, false);
        }

        /** The same request with another cost. */
        public Request withCost(long cost) {
            return new Request(policyId, algorithm, cost, onStoreFailure, leased);
        }
    }

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
     * @param count the permits in use after the decision, rounded up
     * @param remaining the permits left, at least 0
     * @param reset the time until the count is zero again if nothing more is admitted; for a count that has not begun, the
     *     algorithm's length. Nobody knows it for {@link Algorithm.Concurrency}: then a time after which to ask again
     * @param retryAfter the time until this policy can admit the same request, and zero only if it is admitted. It may be too
     *     long for a sliding window beside which windows of another length count: these are taken to count until their end
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

        /** The decision of a store that has counted. */
        public static Decision counted(
                Algorithm algorithm,
                boolean admitted,
                long count,
                Duration reset,
                Duration retryAfter,
                Receipt receipt) {
            return new Decision(
                    admitted ? Outcome.ADMITTED : Outcome.DENIED,
                    count,
                    Math.max(0, algorithm.capacity() - count),
                    reset,
                    admitted ? Duration.ZERO : retryAfter,
                    receipt,
                    false);
        }

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
