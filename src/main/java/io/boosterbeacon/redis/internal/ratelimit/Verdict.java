package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.ratelimit.RateLimitResult;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The decision about one call.
 *
 * @param results one for each policy that has decided; none for policies in shadow mode, and none for policies that are
 *     open because the store has failed
 * @param unavailable whether the call is denied because the store has failed and a policy is closed then
 * @param call the call, if it is admitted
 */
public record Verdict(List<Result> results, boolean unavailable, AdmittedCall call) {
    /** The verdict about a call that no policy counts. */
    public static final Verdict NONE = new Verdict(List.of(), false);

    /** A decision about a call that gives nothing back when it ends. */
    public Verdict(List<Result> results, boolean unavailable) {
        this(results, unavailable, AdmittedCall.withoutPermits());
    }

    /**
     * One policy's decision.
     *
     * @param subject the hash that the policy has counted for; null if it is not known
     * @param window zero if the policy limits the calls that run at the same time
     * @param taken the permits that the call has taken
     */
    public record Result(
            String policy, @Nullable String subject, Duration window, RateLimitResult decision, long taken) {
        /** The decision of a policy from which the call holds no permits. */
        public Result(String policy, @Nullable String subject, Duration window, RateLimitResult decision) {
            this(policy, subject, window, decision, 0);
        }

        /** The same decision when its permits were given back. */
        Result givenBack() {
            RateLimitResult left = new RateLimitResult(
                    decision.limited(),
                    decision.limit(),
                    Math.max(0, decision.count() - taken),
                    decision.remaining() + taken,
                    decision.resetTime(),
                    decision.retryAfter());
            return new Result(policy, subject, window, left);
        }
    }

    Verdict of(AdmittedCall admitted) {
        return new Verdict(results, unavailable, admitted);
    }

    /** The same verdict when all permits of the call were given back, because another policy has denied it. */
    Verdict givenBack() {
        return new Verdict(results.stream().map(Result::givenBack).toList(), unavailable);
    }

    /** This verdict after an earlier one about the same call. */
    public Verdict after(Verdict earlier) {
        return earlier.equals(NONE)
                ? this
                : new Verdict(
                        Stream.concat(earlier.results.stream(), results.stream())
                                .toList(),
                        unavailable || earlier.unavailable,
                        call);
    }

    public boolean admitted() {
        if (unavailable) {
            return false;
        }
        for (Result result : results) {
            if (result.decision().limited()) {
                return false;
            }
        }
        return true;
    }

    /** The results that denied the call, the longest time to wait first. */
    public List<Result> denials() {
        return results.stream()
                .filter(result -> result.decision().limited())
                .sorted(Comparator.comparing(
                                (Result result) -> result.decision().retryAfter())
                        .reversed())
                .toList();
    }

    /**
     * The result to report to the caller: the denial with the longest time to wait, or else the policy with the fewest
     * permits left.
     */
    public Optional<Result> tightest() {
        Result tightest = null;
        for (Result result : results) {
            if (tightest == null || isTighter(result.decision(), tightest.decision())) {
                tightest = result;
            }
        }
        return Optional.ofNullable(tightest);
    }

    private static boolean isTighter(RateLimitResult one, RateLimitResult other) {
        if (one.limited() || other.limited()) {
            return one.limited() && one.retryAfter().compareTo(other.retryAfter()) > 0;
        }
        return one.remaining() < other.remaining();
    }
}
