package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.config.RateLimitSettings.Headers;
import io.boosterbeacon.redis.internal.ratelimit.Verdict;
import io.boosterbeacon.redis.internal.ratelimit.Verdict.Result;
import io.boosterbeacon.redis.ratelimit.RateLimitResult;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How a decision is told over HTTP: the customary {@code X-RateLimit-*} fields, and {@code RateLimit-Policy} and
 * {@code RateLimit} of the IETF's draft-ietf-httpapi-ratelimit-headers-10 (lists of RFC 9651).
 */
final class RateLimitAnswer {
    private final Json json;
    private final Headers headers;
    private final InstantSource clock;

    RateLimitAnswer(Json json, Headers headers, InstantSource clock) {
        this.json = json;
        this.headers = headers;
        this.clock = clock;
    }

    Response denied(Verdict verdict) {
        List<Result> denials = verdict.denials();
        RateLimitResult longest = denials.get(0).decision();
        return Problem.limited(json, denials.stream().map(Result::policy).toList(), instant(longest))
                .header(HttpHeaders.RETRY_AFTER, seconds(longest.retryAfter()))
                .build();
    }

    /** The fields for any answer, denied or not; none if no policy decided. */
    Map<String, Object> headers(Verdict verdict) {
        Map<String, Object> fields = new LinkedHashMap<>();
        Optional<Result> tightest = verdict.tightest();
        if (tightest.isEmpty()) {
            return fields;
        }
        if (headers.legacy()) {
            RateLimitResult decision = tightest.get().decision();
            fields.put("X-RateLimit-Limit", decision.limit());
            fields.put("X-RateLimit-Remaining", decision.remaining());
            fields.put("X-RateLimit-Reset", instant(decision));
        }
        if (headers.ietf()) {
            fields.put(
                    "RateLimit-Policy",
                    list(
                            verdict,
                            result -> "\"" + result.policy() + "\";q="
                                    + result.decision().limit() + ";w=" + Math.max(1, seconds(result.window()))));
            fields.put(
                    "RateLimit",
                    list(
                            verdict,
                            result -> "\"" + result.policy() + "\";r="
                                    + result.decision().remaining() + ";t="
                                    + seconds(Duration.between(
                                            clock.instant(), result.decision().resetTime()))));
        }
        return fields;
    }

    private static String list(Verdict verdict, Function<Result, String> item) {
        return verdict.results().stream().map(item).collect(Collectors.joining(", "));
    }

    private static String instant(RateLimitResult decision) {
        return decision.resetTime().truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** Rounded up: a client that comes back when told must be admitted. */
    private static long seconds(Duration duration) {
        return Math.max(0, -Math.floorDiv(-duration.toMillis(), 1_000));
    }
}
