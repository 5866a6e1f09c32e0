package io.boosterbeacon.redis.internal.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.ratelimit.RateLimitAlgorithm;
import io.boosterbeacon.redis.ratelimit.RateLimitResult;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A token bucket reports its burst, and the time in which it accrues: never more permits left than there are. */
class BucketReportsTest extends RateLimitFixture {
    @ParameterizedTest
    @CsvSource({
        "100, PT60S, 100, PT60S",
        "5, PT10S, 50, PT100S",
        "60, PT60S, 10, PT10S",
        "7, PT10S, 10, PT14.286S",
        "1, PT0.001S, 3, PT0.003S"
    })
    void bucket_isReportedByItsBurst(long limit, Duration window, long burst, Duration accrual) {
        Endpoint endpoint =
                endpoint(policy("p", limit).window(window).algorithm(RateLimitAlgorithm.TOKEN_BUCKET, burst));

        for (long i = 1; i <= burst + 1; i++) {
            Verdict.Result reported = decider.decide(endpoint, ADA).results().get(0);

            RateLimitResult result = reported.decision();
            assertThat(result.limit()).isEqualTo(burst);
            assertThat(result.limited()).isEqualTo(i > burst);
            assertThat(result.remaining()).isEqualTo(Math.max(0, burst - i));
            assertThat(result.count() + result.remaining()).isEqualTo(burst);
            assertThat(reported.window()).isEqualTo(accrual);
            assertThat(Duration.between(now, result.resetTime())).isLessThanOrEqualTo(accrual);
        }
    }

    /** Another policy denies the call: of the bucket nothing is used, and it reports no longer time than that of its burst. */
    @Test
    void bucket_ofWhichNothingIsUsed_isReportedByItsBurst() {
        Endpoint endpoint = endpoint(
                policy("p", 60).window(Duration.ofMinutes(1)).algorithm(RateLimitAlgorithm.TOKEN_BUCKET, 10),
                policy("q", 1));
        decider.decide(endpoint, ADA);
        now = now.plusSeconds(5);

        Verdict denied = decider.decide(endpoint, ADA);

        assertThat(denied.admitted()).isFalse();
        assertThat(denied.results())
                .filteredOn(result -> result.policy().equals("p"))
                .allSatisfy(result -> {
                    assertThat(result.decision().remaining()).isEqualTo(10);
                    assertThat(result.window()).isEqualTo(Duration.ofSeconds(10));
                    assertThat(Duration.between(now, result.decision().resetTime()))
                            .isEqualTo(Duration.ofSeconds(10));
                });
    }
}
