package io.boosterbeacon.redis.internal.cdi;

import static io.boosterbeacon.redis.internal.store.redis.Faults.MINUTE;
import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.config.ConfigKeys;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.redis.Faults;
import io.boosterbeacon.redis.internal.store.redis.Operator;
import io.boosterbeacon.redis.internal.store.redis.RedisStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.testing.HandMovedClock;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How many commands the whole stack sends while a subject is denied again and again, counted by the server. */
class DenialTripsTest {
    static List<Algorithm> algorithms() {
        return List.of(
                new Algorithm.FixedWindow(3, MINUTE),
                new Algorithm.CalendarWindow(3, Duration.ofDays(40), ZoneId.of("Asia/Tokyo")),
                new Algorithm.SlidingWindow(3, MINUTE),
                new Algorithm.TokenBucket(1, MINUTE, 3));
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void denial_repeatedWithinASecond_sendsNothing(Algorithm algorithm) {
        HandMovedClock clock = new HandMovedClock();
        try (RedisProcess server = RedisProcess.start();
                Operator operator = new Operator(server.url());
                Platform node = Platform.on(
                        RedisStore.connect(Faults.options(server.url()), Telemetry.NONE),
                        patient(),
                        name -> Optional.empty(),
                        Telemetry.NONE,
                        InstantSource.system(),
                        clock::nanos)) {
            RateLimitStore limits = node.stores().rateLimits();
            List<Request> policies = List.of(
                    new Request("narrow", algorithm, 1, OnStoreFailure.CLOSED),
                    new Request("wide", new Algorithm.FixedWindow(1_000, MINUTE), 1, OnStoreFailure.CLOSED),
                    new Request("bucket", new Algorithm.TokenBucket(10, MINUTE, 1_000), 1, OnStoreFailure.CLOSED));
            while (admits(limits, policies)) {
                // until it is denied
            }
            long before = evaluations(operator);
            for (int i = 0; i < 500; i++) {
                clock.move(Duration.ofMillis(1));
                assertThat(admits(limits, policies)).isFalse();
            }
            assertThat(evaluations(operator)).isEqualTo(before);

            clock.move(Duration.ofSeconds(1));
            assertThat(admits(limits, policies)).isFalse();
            assertThat(evaluations(operator)).isEqualTo(before + 1);
        }
    }

    private static Settings patient() {
        // an answer that comes too late is no denial to repeat
        return Settings.read(
                name -> name.equals(ConfigKeys.RATELIMIT_TIMEOUT) ? Optional.of("10s") : Optional.empty(), problem -> {
                    throw problem;
                });
    }

    private static boolean admits(RateLimitStore limits, List<Request> policies) {
        return done(limits.tryAcquire("subject", policies)).stream().allMatch(Decision::admitted);
    }

    private static long evaluations(Operator operator) {
        return operator.calls().getOrDefault("evalsha", 0L);
    }
}
