package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.config.RateLimitSettings;
import io.boosterbeacon.redis.internal.ratelimit.Verdict;
import io.boosterbeacon.redis.internal.ratelimit.Verdict.Result;
import io.boosterbeacon.redis.ratelimit.RateLimitResult;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Builds the responses and header fields for a decision: the customary {@code X-RateLimit-*} fields, and
 * {@code RateLimit-Policy} and {@code RateLimit} of draft-ietf-httpapi-ratelimit-headers-10 (lists of RFC 9651).
 */
final class RateLimitResponses {
    static final String LIMIT = "X-RateLimit-Limit";
    static final String REMAINING = "X-RateLimit-Remaining";
    static final String RESET = "X-RateLimit-Reset";
    static final String IETF_POLICY = "RateLimit-Policy";
    static final String IETF_LIMIT = "RateLimit";

    private final Json json;
    private final RateLimitSettings settings;
    private final InstantSource clock;

    RateLimitResponses(Json json, RateLimitSettings settings, InstantSource clock) {
        this.json = json;
        this.settings = settings;
        this.clock = clock;
    }

    Response denied(Verdict verdict) {
        List<Result> denials = verdict.denials();
        RateLimitResult longest = denials.get(0).decision();
        return Problem.limited(json, denials.stream().map(Result::policy).toList(), instant(longest))
                .header(HttpHeaders.RETRY_AFTER, seconds(longest.retryAfter()))
                .build();
    }

    /** The store does not answer, and the failure policy denies the request. */
    Response unavailable() {
        return Problem.unavailable(json, "The store is not available to check the rate limit");
    }

    /** The header fields for any response, denied or not; empty if no policy has decided. */
    Map<String, Object> headers(Verdict verdict) {
        Map<String, Object> fields = new LinkedHashMap<>();
        Optional<Result> tightest = verdict.tightest();
        if (tightest.isEmpty()) {
            return fields;
        }
        if (settings.headers().legacy()) {
            RateLimitResult decision = tightest.get().decision();
            fields.put(LIMIT, decision.limit());
            fields.put(REMAINING, decision.remaining());
            fields.put(RESET, reset(decision));
        }
        if (settings.headers().ietf()) {
            fields.put(
                    IETF_POLICY,
                    list(
                            verdict,
                            result -> "\"" + result.policy() + "\";q="
                                    + result.decision().limit() + ";w=" + Math.max(1, seconds(result.window()))));
            fields.put(
                    IETF_LIMIT,
                    list(
                            verdict,
                            result -> "\"" + result.policy() + "\";r="
                                    + result.decision().remaining() + ";t="
                                    + secondsUntil(result.decision().resetTime())));
        }
        return fields;
    }

    private static String list(Verdict verdict, Function<Result, String> item) {
        return verdict.results().stream().map(item).collect(Collectors.joining(", "));
    }

    private Object reset(RateLimitResult decision) {
        return switch (settings.resetFormat()) {
            case INSTANT -> instant(decision);
            case EPOCH -> seconds(Duration.between(Instant.EPOCH, decision.resetTime()));
            case DELTA -> secondsUntil(decision.resetTime());
        };
    }

    private static String instant(RateLimitResult decision) {
        return decision.resetTime().truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private long secondsUntil(Instant moment) {
        return seconds(Duration.between(clock.instant(), moment));
    }

    /** Rounds up, so that a client that retries at that time is admitted. */
    private static long seconds(Duration duration) {
        return Math.max(0, -Math.floorDiv(-duration.toMillis(), 1_000));
    }
}
