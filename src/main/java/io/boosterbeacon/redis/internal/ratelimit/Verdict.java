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
        return !unavailable
                && results.stream().noneMatch(result -> result.decision().limited());
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

    /** The policy that matters most to the caller: what it must wait for, else what is nearest its limit. */
    public Optional<Result> tightest() {
        List<Result> denials = denials();
        return denials.isEmpty()
                ? results.stream().min(Comparator.comparingLong(result -> result.decision()
                        .remaining()))
                : Optional.of(denials.get(0));
    }
}
