package io.boosterbeacon.redis.internal.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.event.StoreDegraded;
import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.config.RedisUrl;
import io.boosterbeacon.redis.internal.config.TlsSettings;
import io.boosterbeacon.redis.internal.store.guard.StoreGuard;
import io.boosterbeacon.redis.internal.store.redis.RedisStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import io.boosterbeacon.redis.testing.Ports;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What policies decide while the store does not answer. */
class RateLimitOutageTest extends RateLimitFixture {
    @Test
    void storeThatDoesNotAnswer_eachPolicy_fallsBackAsItSays() {
        int nobodyListens = Ports.free();
        try (RedisStore unreachable = RedisStore.connect(
                new RedisSettings(
                        Optional.of(RedisUrl.parse("redis://127.0.0.1:" + nobodyListens)),
                        RedisSettings.Shape.STANDALONE,
                        TlsSettings.STANDARD,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(30),
                        1,
                        1,
                        "beacon",
                        false),
                Telemetry.NONE)) {
            RateLimitDecider degraded = decider(unreachable);
            Endpoint counted = endpoint(policy("default", 2));
            assertThat(IntStream.range(0, 5)
                            .filter(i -> degraded.decide(counted, ADA).admitted())
                            .count())
                    .isEqualTo(2);

            Verdict open = degraded.decide(endpoint(policy("default", 1).onFailure(OnStoreFailure.OPEN)), ADA);
            assertThat(open.admitted()).isTrue();
            assertThat(open.tightest()).isEmpty();

            Verdict closed = degraded.decide(endpoint(policy("default", 1).onFailure(OnStoreFailure.CLOSED)), ADA);
            assertThat(closed.admitted()).isFalse();
            assertThat(closed.unavailable()).isTrue();

            Verdict trial = degraded.decide(
                    endpoint(policy("default", 1)
                            .onFailure(OnStoreFailure.CLOSED)
                            .shadow()),
                    ADA);
            assertThat(trial.admitted()).isTrue();
        }
        assertThat(events).filteredOn(StoreDegraded.class::isInstance).hasSize(1);
    }

    /**
     * By its circuit, or because the store has gone silent first: a busy machine may take so long for the calls before.
     */
    private static void assertRefuses(StoreGuard guard) {
        AtomicBoolean asked = new AtomicBoolean();
        assertThat(guard.<Boolean>call(() -> {
                    asked.set(true);
                    return CompletableFuture.completedFuture(true);
                }))
                .isCompletedExceptionally();
        assertThat(asked).isFalse();
    }

    @Test
    void denials_whileTheCircuitIsOpen_leaveTheOtherSubjectsCountAlone() {
        StoreGuard guard = guard(Duration.ofMillis(20), CompletableFuture::new);
        RateLimitDecider degraded = decider(new FrozenRateLimitStore(), guard, Duration.ofMillis(20));
        Endpoint other = endpoint("other", policy("default", 1).onFailure(OnStoreFailure.OPEN));
        IntStream.range(0, 20).forEach(i -> degraded.decide(other, ADA));
        assertRefuses(guard);

        Endpoint endpoint = endpoint(
                policy("all", 20).key(RateLimitKey.GLOBAL), policy("user", 2).key(RateLimitKey.USER));
        assertThat(admitted(degraded, endpoint, ADA, 100)).isEqualTo(2);
        assertThat(admitted(degraded, endpoint, BOB, 100)).isEqualTo(2);
        assertRefuses(guard);
    }

    @Test
    void denials_whileTheStoreIsFrozen_openTheCircuitAndLeaveTheOtherSubjectsCountAlone() {
        StoreGuard guard = guard(Duration.ofMillis(20), CompletableFuture::new);
        RateLimitDecider degraded = decider(new FrozenRateLimitStore(), guard, Duration.ofMillis(20));
        Endpoint endpoint = endpoint(
                policy("all", 20).key(RateLimitKey.GLOBAL), policy("user", 1).key(RateLimitKey.USER));

        assertThat(admitted(degraded, endpoint, ADA, 15)).isEqualTo(1);

        assertRefuses(guard);
        assertThat(admitted(degraded, endpoint, BOB, 15)).isEqualTo(1);
    }

    /** Not with a limit's worth anew. */
    @Test
    void localLimit_ofAStoreThatStopsToAnswer_goesOnFromTheLastCountKnown() {
        Endpoint endpoint = endpoint(policy("default", 5));
        assertThat(admitted(decider, endpoint, ADA, 3)).isEqualTo(3);
        now = now.plusSeconds(4);
        RateLimitDecider degraded = decider(
                new FrozenRateLimitStore(),
                guard(Duration.ofMillis(20), CompletableFuture::new),
                Duration.ofMillis(20));

        assertThat(admitted(degraded, endpoint, ADA, 5)).isEqualTo(2);
        assertThat(admitted(degraded, endpoint, BOB, 9)).isEqualTo(5);
        Verdict denied = degraded.decide(endpoint, ADA);
        assertThat(denied.tightest().orElseThrow().decision().retryAfter()).isEqualTo(WINDOW.minusSeconds(4));

        // and it ends when the window does that Redis has begun
        now = now.plus(WINDOW).minusSeconds(4);
        assertThat(admitted(degraded, endpoint, ADA, 9)).isEqualTo(5);
    }

    @Test
    void localLimit_whoseSubjectWasDenied_deniesWithoutTheStore() {
        Endpoint endpoint = endpoint(policy("default", 2));
        assertThat(admitted(decider, endpoint, ADA, 4)).isEqualTo(2);
        RateLimitDecider degraded = decider(
                new FrozenRateLimitStore(),
                guard(Duration.ofMillis(20), CompletableFuture::new),
                Duration.ofMillis(20));

        assertThat(admitted(degraded, endpoint, ADA, 4)).isZero();
    }
}
