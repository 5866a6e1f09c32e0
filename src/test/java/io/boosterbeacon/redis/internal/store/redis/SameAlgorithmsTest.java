package io.boosterbeacon.redis.internal.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Usage;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.testing.HandMovedClock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts and the embedded store decide alike, by all algorithms: random histories on a clock that is moved. */
class SameAlgorithmsTest {
    private static final int STEPS = 3_000;
    private static final List<ZoneId> ZONES = List.of(ZoneId.of("UTC"), ZoneId.of("America/New_York"));

    private final HandMovedClock clock = new HandMovedClock();
    private final ScriptedRedis scripted = new ScriptedRedis(clock::millis);
    private final RedisStore redisStore =
            RedisStore.connect(Faults.options(scripted.url()), null, Telemetry.NONE, clock);
    private final EmbeddedStore embeddedStore = new EmbeddedStore(clock);
    private final List<Receipt> takenInRedis = new ArrayList<>();
    private final List<Receipt> takenHere = new ArrayList<>();

    @AfterEach
    void close() {
        redisStore.close();
        embeddedStore.close();
        scripted.close();
    }

    @ParameterizedTest
    // most of them have once differed
    @ValueSource(longs = {1, 2, 14, 17, 20, 31, 68, 100, 112})
    void randomHistory_onAMovedClock_isDecidedAlike(long seed) {
        Random random = new Random(seed);
        RateLimitStore redis = redisStore.rateLimits();
        RateLimitStore here = embeddedStore.rateLimits();
        List<Request> policies = policies(random);
        if (seed % 2 == 0) {
            // two versions of an application, with other limits and lengths of the same policies
            policies.addAll(policies(random));
        }
        for (int step = 0; step < STEPS; step++) {
            String subject = "subject" + random.nextInt(2);
            Request policy = policies.get(random.nextInt(policies.size()));
            String id = policy.policyId();
            Algorithm algorithm = policy.algorithm();
            long amount = random.nextInt(5);
            switch (random.nextInt(14)) {
                case 0 ->
                    assertAlike(
                            step + " " + algorithm,
                            redis.adjust(subject, id, algorithm, amount),
                            here.adjust(subject, id, algorithm, amount));
                case 1 ->
                    assertAlike(
                            step + " " + algorithm,
                            redis.adjust(subject, id, algorithm, -amount),
                            here.adjust(subject, id, algorithm, -amount));
                case 2 -> both(redis.reset(subject, id, algorithm), here.reset(subject, id, algorithm));
                case 3, 4 -> settle(random, redis, here, amount);
                case 5 -> renew(random, redis, here);
                case 6 -> {
                    if (random.nextInt(10) == 0) {
                        Duration time = Duration.ofMillis(1 + random.nextInt(3_000));
                        both(redis.block(subject, id, algorithm, time), here.block(subject, id, algorithm, time));
                    }
                }
                case 7, 8, 9 -> clock.move(Duration.ofMillis(pause(random)));
                default -> decide(step, subject, some(random, policies), redis, here);
            }
            assertAlike(
                    step + " " + algorithm,
                    redis.adjust(subject, id, algorithm, 0),
                    here.adjust(subject, id, algorithm, 0));
        }
        assertThat(scripted.immortalKeys()).isEmpty();
    }

    private static long pause(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(5);
            case 1 -> random.nextInt(300);
            case 2 -> random.nextInt(3_000);
            default -> random.nextInt(50) == 0 ? random.nextInt(100_000_000) : random.nextInt(20_000);
        };
    }

    /** One policy for each algorithm, with numbers made up. */
    private static List<Request> policies(Random random) {
        Duration length = Duration.ofMillis(1 + random.nextInt(random.nextBoolean() ? 50 : 20_000));
        long limit = 1L + random.nextInt(12);
        List<Algorithm> algorithms = List.of(
                new Algorithm.FixedWindow(limit, length),
                new Algorithm.CalendarWindow(
                        limit,
                        random.nextBoolean() ? length : Duration.ofDays(1 + random.nextInt(3)),
                        ZONES.get(random.nextInt(ZONES.size()))),
                new Algorithm.SlidingWindow(limit, length),
                new Algorithm.TokenBucket(limit, length, 1 + random.nextInt(12)),
                // counted in ms on Redis
                new Algorithm.TokenBucket(limit, Duration.ofDays(365), 130_000),
                new Algorithm.Concurrency(limit, length));
        List<Request> policies = new ArrayList<>();
        for (Algorithm algorithm : algorithms) {
            long cost = algorithm instanceof Algorithm.Concurrency
                    ? 1
                    : 1 + random.nextInt((int) Math.min(4, algorithm.capacity()));
            policies.add(new Request("p" + policies.size(), algorithm, cost, OnStoreFailure.CLOSED));
        }
        return policies;
    }

    private static List<Request> some(Random random, List<Request> policies) {
        List<Request> some = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Request policy : policies) {
            if (random.nextInt(3) == 0 && ids.add(policy.policyId())) {
                some.add(policy);
            }
        }
        return some.isEmpty() ? List.of(policies.get(random.nextInt(policies.size()))) : some;
    }

    private void decide(int step, String subject, List<Request> requests, RateLimitStore redis, RateLimitStore here) {
        List<Decision> there = done(redis.tryAcquire(subject, requests));
        List<Decision> local = done(here.tryAcquire(subject, requests));
        for (int i = 0; i < requests.size(); i++) {
            assertThat(local.get(i))
                    .as("step %s: %s", step, requests.get(i))
                    .usingRecursiveComparison()
                    .ignoringFields("receipt")
                    .isEqualTo(there.get(i));
            if (requests.get(i).algorithm() instanceof Algorithm.SlidingWindow) {
                assertThat(local.get(i).receipt().windowLeft())
                        .as("step %s: %s", step, requests.get(i))
                        .isEqualTo(there.get(i).receipt().windowLeft());
            }
            if (there.get(i).receipt() != Receipt.NONE) {
                takenInRedis.add(there.get(i).receipt());
                takenHere.add(local.get(i).receipt());
            }
        }
    }

    private void settle(Random random, RateLimitStore redis, RateLimitStore here, long cost) {
        if (!takenHere.isEmpty()) {
            // mostly recent ones
            int one = Math.max(0, takenHere.size() - 1 - random.nextInt(5));
            both(redis.settle(takenInRedis.remove(one), cost), here.settle(takenHere.remove(one), cost));
        }
    }

    private void renew(Random random, RateLimitStore redis, RateLimitStore here) {
        if (!takenHere.isEmpty()) {
            int one = Math.max(0, takenHere.size() - 1 - random.nextInt(5));
            both(redis.renew(takenInRedis.get(one)), here.renew(takenHere.get(one)));
        }
    }

    private static void both(CompletionStage<Void> redis, CompletionStage<Void> here) {
        done(redis);
        done(here);
    }

    private static void assertAlike(String step, CompletionStage<Usage> redis, CompletionStage<Usage> here) {
        assertThat(done(here)).as("step %s", step).isEqualTo(done(redis));
    }

    private static <T> T done(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
