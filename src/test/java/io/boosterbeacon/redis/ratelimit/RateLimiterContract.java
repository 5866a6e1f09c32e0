package io.boosterbeacon.redis.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a {@link RateLimiter} decides, on every store. */
abstract class RateLimiterContract extends RateLimiterFixture {
    @ParameterizedTest
    @MethodSource("counting")
    void tryAcquire_anyAlgorithm_admitsItsLimitOverAllNodes(QuotaPolicy policy) {
        assertThat(limiter.tryAcquire(key, policy, 2).limited()).isFalse();
        assertThat(limiter().tryAcquire(key, policy).remaining()).isZero();

        RateLimitResult denied = limiter.tryAcquire(key, policy);
        assertThat(denied.limited()).isTrue();
        assertThat(denied.limit()).isEqualTo(3);
        assertThat(denied.retryAfter()).isPositive();
        assertThat(limiter.status(key, policy).count()).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("counting")
    void penalizeRefundReset_anyAlgorithm_changeItsCount(QuotaPolicy policy) {
        assertThat(limiter.penalize(key, policy, 5).count()).isEqualTo(5);
        assertThat(limiter.refund(key, policy, 3).count()).isEqualTo(2);
        limiter.reset(key, policy);

        assertThat(limiter.status(key, policy)).isEqualTo(new RateLimitStatus(0, Duration.ZERO));
    }

    @ParameterizedTest
    @MethodSource("all")
    void block_anyAlgorithm_deniesUntilReset(QuotaPolicy policy) {
        limiter.block(key, policy, HOUR);

        assertThatThrownBy(() -> limiter().acquire(key, policy, Duration.ZERO))
                .isInstanceOfSatisfying(
                        RateLimitExceededException.class,
                        denied -> assertThat(denied.result().retryAfter()).isBetween(HOUR.minusMinutes(1), HOUR));
        limiter.reset(key, policy);
        assertThat(limiter.acquire(key, policy, Duration.ZERO).result().limited())
                .isFalse();
    }

    @Test
    void block_untilAMoment_endsThen() {
        QuotaPolicy policy = QuotaPolicy.fixedWindow(1, HOUR);
        limiter.block(key, policy, Instant.now().minusSeconds(1));
        assertThat(limiter.tryAcquire(key, policy).limited()).isFalse();
        limiter.block(key, policy, Instant.now().plus(HOUR));

        assertThat(limiter.tryAcquire(key, policy).retryAfter()).isBetween(HOUR.minusMinutes(1), HOUR);
    }

    @Test
    void algorithms_ofOneKey_countApart() {
        List.of(
                        QuotaPolicy.fixedWindow(3, HOUR),
                        QuotaPolicy.slidingWindow(3, Duration.ofDays(300)),
                        QuotaPolicy.tokenBucket(1, HOUR, 3))
                .forEach(policy ->
                        assertThat(limiter.tryAcquire(key, policy, 3).limited()).isFalse());
        limiter.acquire(key, QuotaPolicy.concurrency(1, HOUR), Duration.ZERO);
    }

    @ParameterizedTest
    @MethodSource("all")
    void named_policies_countApart(QuotaPolicy policy) {
        use(policy);
        use(policy.named("daily"));

        assertThat(limiter.status(key, policy.named("hourly")).count()).isZero();
        assertThat(limiter.status(key, policy.named("daily")).count()).isEqualTo(3);
        limiter.reset(key, policy.named("daily"));
        assertThat(limiter.status(key, policy.named("daily")).count()).isZero();
        assertThat(limiter.status(key, policy).count()).isEqualTo(3);
        limiter.block(key, policy.named("daily"), HOUR);
        assertThatThrownBy(() -> limiter.acquire(key, policy.named("daily"), Duration.ZERO))
                .isInstanceOfSatisfying(RateLimitExceededException.class, denied -> assertThat(denied.policy())
                        .isEqualTo("daily"));
        limiter.acquire(key, policy.named("hourly"), Duration.ZERO);
    }

    /** A name is never taken for the algorithm of a policy without one. */
    @Test
    void named_likeAnAlgorithm_countsApart() {
        QuotaPolicy sliding = QuotaPolicy.slidingWindow(3, Duration.ofDays(300));
        use(sliding);

        assertThat(limiter.tryAcquire(key, QuotaPolicy.fixedWindow(3, HOUR).named("default.SLIDING_WINDOW"))
                        .count())
                .isEqualTo(1);
        assertThat(limiter.status(key, sliding).count()).isEqualTo(3);
        assertThat(sliding.named("default")).isEqualTo(sliding).hasSameHashCodeAs(sliding);
        assertThat(sliding.named("other")).isNotEqualTo(sliding).hasToString("other: " + sliding);
    }

    @Test
    void tryAcquire_severalPolicies_countsAllOrNothing() {
        QuotaPolicy second = QuotaPolicy.fixedWindow(5, HOUR).named("second");
        QuotaPolicy day = QuotaPolicy.calendarWindow(7, Duration.ofDays(40), ZoneId.of("UTC"))
                .named("day");
        QuotaPolicy burst = QuotaPolicy.tokenBucket(1, Duration.ofDays(1), 9).named("burst");
        List<QuotaPolicy> all = List.of(second, day, burst);

        assertThat(limiter.tryAcquire(key, all, 4).remaining()).isEqualTo(1);
        assertThat(limiter.tryAcquire(key, all)).matches(result -> !result.limited() && result.limit() == 5);
        RateLimitResult denied = limiter().tryAcquire(key, all, 3);

        assertThat(denied.limited()).isTrue();
        // both windows deny; that of the calendar for longer, except shortly before its end
        assertThat(denied.retryAfter()).isGreaterThan(Duration.ofMinutes(50));
        assertThat(all)
                .allSatisfy(policy ->
                        assertThat(limiter.status(key, policy).count()).isEqualTo(5));
        limiter.reset(key, second);
        assertThat(limiter.tryAcquire(key, all, 2)).matches(result -> !result.limited() && result.limit() == 7);
        assertThat(limiter.tryAcquire(key, List.of(second)).count()).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("counting")
    void penalize_greatestAmounts_neitherFailNorOverflow(QuotaPolicy policy) {
        long greatest = (1L << 53) - 1;
        long once = limiter.penalize(key, policy, greatest).count();
        long twice = limiter.penalize(key, policy, greatest).count();

        assertThat(once).isGreaterThan(policy.limit());
        assertThat(twice).isGreaterThanOrEqualTo(once);
        assertThat(limiter.tryAcquire(key, policy).limited()).isTrue();
        limiter.refund(key, policy, greatest);
        assertThat(limiter.refund(key, policy, greatest).count()).isZero();
        assertThat(limiter.tryAcquire(key, policy).limited()).isFalse();
    }
}
