package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.MINUTE;
import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Algorithm.CalendarWindow;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.testing.HandMovedClock;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Nodes whose clocks are an hour behind or ahead decide as the others do. */
class SkewedClocksTest {
    private static final List<Duration> SKEWS = List.of(Duration.ofHours(-1), Duration.ZERO, Duration.ofHours(1));
    private static final int STEPS = 150;

    /** Nodes on one server, each with one of the {@link #SKEWS}. */
    private static final class Nodes implements AutoCloseable {
        private final List<RedisStore> stores = new ArrayList<>();

        Nodes(String url, InstantSource right) {
            for (Duration skew : SKEWS) {
                InstantSource wrong = () -> right.instant().plus(skew);
                stores.add(RedisStore.connect(Faults.options(url), null, Telemetry.NONE, wrong));
            }
        }

        RateLimitStore limits(int node) {
            return stores.get(Math.floorMod(node, stores.size())).rateLimits();
        }

        @Override
        public void close() {
            stores.forEach(RedisStore::close);
        }
    }

    private static List<Algorithm> algorithms(ZoneId zone) {
        return List.of(
                new Algorithm.FixedWindow(7, MINUTE),
                new CalendarWindow(7, Duration.ofDays(1), zone),
                new CalendarWindow(7, Duration.ofDays(3), zone),
                new CalendarWindow(7, Duration.ofHours(1), zone),
                new CalendarWindow(7, Duration.ofHours(7), zone),
                new Algorithm.SlidingWindow(7, MINUTE),
                new Algorithm.TokenBucket(7, MINUTE, 5),
                new Algorithm.Concurrency(7, MINUTE));
    }

    private static Request request(Algorithm algorithm) {
        return new Request("p" + algorithm.length().toHours(), algorithm, 1, OnStoreFailure.CLOSED);
    }

    /** The embedded store, with the clock of the server, is the model. Each step is taken by any of the nodes. */
    @ParameterizedTest
    @CsvSource({
        "UTC,                  2026-06-30T23:58:00",
        "Asia/Tokyo,           2026-12-31T23:58:00",
        // the clocks are put forward in the night, and back
        "America/New_York,     2026-03-08T00:30:00",
        "America/New_York,     2026-03-07T23:30:00",
        "America/New_York,     2026-11-01T00:30:00",
        "America/New_York,     2026-10-31T23:58:00",
        "Europe/Berlin,        2026-10-25T01:30:00",
        // by half an hour
        "Australia/Lord_Howe,  2026-04-05T00:45:00",
        // a day that begins at one o'clock, and one that was left out
        "America/Sao_Paulo,    2018-11-03T23:58:00",
        "Pacific/Apia,         2011-12-29T23:58:00"
    })
    void decisions_nearTheBoundsOfDays_areThoseOfTheServersClock(ZoneId zone, LocalDateTime begin) {
        HandMovedClock clock = new HandMovedClock();
        clock.move(Duration.between(clock.instant(), begin.atZone(zone).toInstant()));
        Random random = new Random(begin.hashCode());
        try (ScriptedRedis server = new ScriptedRedis(clock::millis);
                Nodes nodes = new Nodes(server.url(), clock);
                EmbeddedStore model = new EmbeddedStore(clock)) {
            List<Algorithm> algorithms = algorithms(zone);
            for (int step = 0; step < STEPS; step++) {
                int node = random.nextInt(SKEWS.size());
                Algorithm algorithm = algorithms.get(random.nextInt(algorithms.size()));
                String subject = algorithm.getClass().getSimpleName();
                List<Request> requests = List.of(request(algorithm));

                assertThat(done(nodes.limits(node).tryAcquire(subject, requests)))
                        .as("step %s at %s, node %s", step, clock.instant(), SKEWS.get(node))
                        .usingRecursiveComparison()
                        .ignoringFields("receipt")
                        .isEqualTo(done(model.rateLimits().tryAcquire(subject, requests)));
                clock.move(Duration.ofMillis(random.nextInt(random.nextInt(20) == 0 ? 3_000_000 : 20_000)));
            }
        }
    }

    static Stream<Function<Instant, Algorithm>> lasting() {
        Duration hour = Duration.ofHours(1);
        return Stream.of(
                now -> new Algorithm.FixedWindow(30, hour),
                now -> new CalendarWindow(30, Duration.ofDays(1), midnightIn(now, hour.multipliedBy(12))),
                now -> new Algorithm.SlidingWindow(30, hour.multipliedBy(100)),
                now -> new Algorithm.TokenBucket(1, hour, 30),
                now -> new Algorithm.Concurrency(30, hour));
    }

    /** A zone in which the day ends so much later. */
    private static ZoneId midnightIn(Instant now, Duration time) {
        int seconds = (int) Math.floorMod(-now.plus(time).getEpochSecond(), 86_400L);
        return ZoneOffset.ofTotalSeconds(seconds > 18 * 3_600 ? seconds - 86_400 : seconds);
    }

    @ParameterizedTest
    @MethodSource("lasting")
    void permits_ofARealServer_areTakenInTurns(Function<Instant, Algorithm> algorithm) {
        List<Request> requests = List.of(request(algorithm.apply(Instant.now())));
        String subject = Faults.unique("subject");
        try (Nodes nodes = new Nodes(RedisProcess.shared().url(), InstantSource.system())) {
            for (int call = 1; call <= 30; call++) {
                Decision decision =
                        done(nodes.limits(call).tryAcquire(subject, requests)).get(0);
                assertThat(decision.admitted()).isTrue();
                assertThat(decision.count()).isEqualTo(call);
            }
            for (int node = 0; node < SKEWS.size(); node++) {
                assertThat(done(nodes.limits(node).tryAcquire(subject, requests))
                                .get(0)
                                .admitted())
                        .isFalse();
            }
        }
    }

    @Test
    void day_ofARealServer_endsForAllNodesAtOnce() {
        Duration left = Duration.ofSeconds(3);
        CalendarWindow day = new CalendarWindow(1, Duration.ofDays(1), midnightIn(Instant.now(), left));
        List<Request> requests = List.of(request(day));
        try (Nodes nodes = new Nodes(RedisProcess.shared().url(), InstantSource.system())) {
            for (int node = 0; node < SKEWS.size(); node++) {
                Decision first = done(nodes.limits(node).tryAcquire(Faults.unique("s"), requests))
                        .get(0);
                assertThat(first.reset()).isPositive().isLessThanOrEqualTo(left);
            }
            String subject = Faults.unique("subject");
            assertThat(done(nodes.limits(0).tryAcquire(subject, requests))
                            .get(0)
                            .admitted())
                    .isTrue();
            // the first to see the new day may be any of them; it lasts a day for all
            await().atMost(left.multipliedBy(5))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> done(nodes.limits(2).tryAcquire(subject, requests))
                            .get(0)
                            .admitted());
            for (int node = 0; node < SKEWS.size(); node++) {
                Decision denied =
                        done(nodes.limits(node).tryAcquire(subject, requests)).get(0);
                assertThat(denied.admitted()).isFalse();
                assertThat(denied.retryAfter()).isBetween(Duration.ofDays(1).minusMinutes(1), Duration.ofDays(1));
            }
        }
    }
}
