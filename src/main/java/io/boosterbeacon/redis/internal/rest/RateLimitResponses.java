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
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * Builds the responses and header fields for a decision: the customary {@code X-RateLimit-*} fields, and those of
 * {@link RateLimitFields}.
 */
final class RateLimitResponses {
    static final String LIMIT = "X-RateLimit-Limit";
    static final String REMAINING = "X-RateLimit-Remaining";
    static final String RESET = "X-RateLimit-Reset";

    private static final Duration UNAVAILABLE = Duration.ofSeconds(1);

    private final Json json;
    private final RateLimitSettings settings;
    private final InstantSource clock;
    private final DoubleSupplier random;
    private final PartitionKeys partitions;

    RateLimitResponses(Json json, RateLimitSettings settings, InstantSource clock) {
        this(json, settings, clock, () -> ThreadLocalRandom.current().nextDouble());
    }

    /** @param random a share of the jitter, from 0 to 1 */
    RateLimitResponses(Json json, RateLimitSettings settings, InstantSource clock, DoubleSupplier random) {
        this.json = json;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
        this.partitions = new PartitionKeys(settings.partitionSecret());
    }

    Response denied(Verdict verdict) {
        List<Result> denials = verdict.denials();
        RateLimitResult longest = denials.get(0).decision();
        return Problem.limited(
                        json, denials.stream().map(Result::policy).distinct().toList(), instant(longest.resetTime()))
                .header(HttpHeaders.RETRY_AFTER, retryAfter(longest.retryAfter()))
                .build();
    }

    /** The store does not answer, and the failure policy denies the request. */
    Response unavailable() {
        return Problem.unavailable(json, "The store is not available to check the rate limit", retryAfter(UNAVAILABLE));
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
            List<RateLimitFields.Quota> quotas =
                    verdict.results().stream().map(this::quota).toList();
            fields.put(RateLimitFields.POLICY, RateLimitFields.policies(quotas));
            fields.put(RateLimitFields.LIMIT, RateLimitFields.limits(quotas));
        }
        return fields;
    }

    private RateLimitFields.Quota quota(Result result) {
        RateLimitResult decision = result.decision();
        if (result.window().isZero()) {
            // nobody knows when a running call ends
            return new RateLimitFields.Quota(
                    result.policy(),
                    decision.limit(),
                    RateLimitFields.Unit.CONCURRENT_REQUESTS,
                    null,
                    partitions.of(result.policy(), result.subject()),
                    decision.remaining(),
                    null);
        }
        return new RateLimitFields.Quota(
                result.policy(),
                decision.limit(),
                RateLimitFields.Unit.REQUESTS,
                result.window(),
                partitions.of(result.policy(), result.subject()),
                decision.remaining(),
                // Retry-After of the response is never earlier
                decision.limited() ? decision.retryAfter() : until(decision.resetTime()));
    }

    private Object reset(RateLimitResult decision) {
        return switch (settings.resetFormat()) {
            case INSTANT -> instant(decision.resetTime());
            case EPOCH -> RateLimitFields.seconds(Duration.between(Instant.EPOCH, decision.resetTime()));
            case DELTA -> RateLimitFields.seconds(until(decision.resetTime()));
        };
    }

    /** ISO-8601, rounded up to milliseconds. */
    private static String instant(Instant moment) {
        return moment.plusNanos(999_999).truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private Duration until(Instant moment) {
        return Duration.between(clock.instant(), moment);
    }

    /** At least one second. The jitter only delays: it spreads the clients that a response has denied. */
    private long retryAfter(Duration wait) {
        Duration jitter = Duration.ofNanos((long) (settings.retryAfterJitter().toNanos() * random.getAsDouble()));
        return Math.max(1, RateLimitFields.seconds(wait.plus(jitter)));
    }
}
