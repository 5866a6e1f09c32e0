package io.boosterbeacon.redis.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.config.AddressSettings;
import io.boosterbeacon.redis.internal.config.RateLimitSettings;
import io.boosterbeacon.redis.internal.config.RateLimitSettings.Headers;
import io.boosterbeacon.redis.internal.config.RateLimitSettings.ResetFormat;
import io.boosterbeacon.redis.internal.net.IpNetworks;
import io.boosterbeacon.redis.internal.ratelimit.Verdict;
import io.boosterbeacon.redis.ratelimit.RateLimitResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitResponsesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static RateLimitResponses answer(Headers headers) {
        return answer(headers, ResetFormat.INSTANT);
    }

    private static RateLimitResponses answer(Headers headers, ResetFormat format) {
        return new RateLimitResponses(
                new Json(),
                new RateLimitSettings(
                        true,
                        Duration.ofMillis(100),
                        headers,
                        format,
                        false,
                        Duration.ZERO,
                        Optional.empty(),
                        new AddressSettings(IpNetworks.NONE, 64),
                        List.of()),
                () -> NOW);
    }

    private static Verdict.Result result(String policy, long limit, long remaining, Duration reset) {
        return new Verdict.Result(
                policy,
                null,
                Duration.ofSeconds(60),
                new RateLimitResult(
                        remaining < 0,
                        limit,
                        limit - Math.max(0, remaining),
                        Math.max(0, remaining),
                        NOW.plus(reset),
                        remaining < 0 ? reset : Duration.ZERO));
    }

    private static Verdict verdict(Verdict.Result... results) {
        return new Verdict(List.of(results), false);
    }

    @Test
    void fields_ofOnePolicy_areTheCustomaryAndTheIetfs() {
        assertThat(answer(Headers.BOTH).headers(verdict(result("default", 10, 7, Duration.ofMillis(4_001)))))
                .containsExactly(
                        entry("X-RateLimit-Limit", 10L),
                        entry("X-RateLimit-Remaining", 7L),
                        entry("X-RateLimit-Reset", "2026-03-01T12:00:04.001Z"),
                        entry("RateLimit-Policy", "\"default\";q=10;w=60"),
                        // rounded up: who waits so long is admitted
                        entry("RateLimit", "\"default\";r=7;t=5"));
    }

    @Test
    void fields_ofSeveralPolicies_listAllAndCountTheTightest() {
        Verdict verdict =
                verdict(result("burst", 5, 4, Duration.ofSeconds(1)), result("daily", 100, 2, Duration.ofSeconds(90)));
        assertThat(answer(Headers.BOTH).headers(verdict))
                .containsEntry("X-RateLimit-Limit", 100L)
                .containsEntry("X-RateLimit-Remaining", 2L)
                .containsEntry("RateLimit-Policy", "\"burst\";q=5;w=60, \"daily\";q=100;w=60")
                .containsEntry("RateLimit", "\"burst\";r=4;t=1, \"daily\";r=2;t=90");
    }

    @Test
    void fields_asConfigured_areOnlyThose() {
        Verdict verdict = verdict(result("default", 10, 7, Duration.ofSeconds(4)));
        assertThat(answer(Headers.LEGACY).headers(verdict))
                .allSatisfy((name, value) -> assertThat(name).startsWith("X-RateLimit-"));
        assertThat(answer(Headers.IETF).headers(verdict)).containsOnlyKeys("RateLimit-Policy", "RateLimit");
        assertThat(answer(Headers.NONE).headers(verdict)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"INSTANT, 2026-03-01T12:00:04.001Z", "EPOCH, 1772366405", "DELTA, 5"})
    void resetField_inEachFormat_isNeverBeforeTheWindowsEnd(ResetFormat format, String value) {
        RateLimitResponses answer = answer(Headers.BOTH, format);
        Verdict verdict = verdict(result("default", 10, -1, Duration.ofMillis(4_001)));

        assertThat(answer.headers(verdict).get("X-RateLimit-Reset")).hasToString(value);
    }

    @Test
    void fields_withoutADecision_areNone() {
        assertThat(answer(Headers.BOTH).headers(verdict())).isEmpty();
    }
}
