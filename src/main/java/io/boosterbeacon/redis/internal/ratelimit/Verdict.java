package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.ratelimit.RateLimitResult;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What was decided for one call.
 *
 * @param results one for each policy that decided: none for policies in trial runs or that are open for want of the store
 * @param unavailable whether a policy that is closed for want of the store refuses the call
 */
public record Verdict(List<Result> results, boolean unavailable) {
    /** One policy's decision. */
    public record Result(String policy, Duration window, RateLimitResult decision) {}

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

    /** The policies that denied, the one to wait for longest first. */
    public List<Result> denials() {
        return results.stream()
                .filter(result -> result.decision().limited())
                .sorted(Comparator.comparing(
                                (Result result) -> result.decision().retryAfter())
                        .reversed())
                .toList();
    }

    /** The policy that matters most to the caller: the denial to wait for longest, else what is nearest its limit. */
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
