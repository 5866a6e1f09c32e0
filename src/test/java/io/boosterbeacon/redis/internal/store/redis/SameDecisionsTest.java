package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Usage;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.testing.Requests;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both stores, used alike, decide alike: histories made up at random. */
class SameDecisionsTest {
    private static final List<String> POLICIES = List.of("a", "b", "c");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int STEPS = 400;

    private final EmbeddedStore embedded = new EmbeddedStore(InstantSource.system());
    private final String run = UUID.randomUUID().toString();
    private final List<Decision> takenInRedis = new ArrayList<>();
    private final List<Decision> takenHere = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void history_onBothStores_isDecidedAlike(long seed) {
        Random random = new Random(seed);
        RateLimitStore redis = SharedStore.STORE.rateLimits();
        RateLimitStore here = embedded.rateLimits();
        for (int step = 0; step < STEPS; step++) {
            String subject = run + random.nextInt(3);
            String policy = POLICIES.get(random.nextInt(POLICIES.size()));
            long amount = 1L + random.nextInt(4);
            switch (random.nextInt(10)) {
                case 0 ->
                    assertAlike(
                            step,
                            redis.adjust(subject, policy, window(), amount),
                            here.adjust(subject, policy, window(), amount));
                case 1 ->
                    assertAlike(
                            step,
                            redis.adjust(subject, policy, Requests.ANY, -amount),
                            here.adjust(subject, policy, Requests.ANY, -amount));
                case 2 -> {
                    done(redis.reset(subject, policy, Requests.ANY));
                    done(here.reset(subject, policy, Requests.ANY));
                }
                case 3 -> giveBack(random, redis, here);
                default -> decide(step, subject, requests(random), redis, here);
            }
            assertAlike(
                    step,
                    redis.adjust(subject, policy, Requests.ANY, 0),
                    here.adjust(subject, policy, Requests.ANY, 0));
        }
    }

    private static Algorithm window() {
        return Requests.window(9, HOUR);
    }

    private static List<Request> requests(Random random) {
        List<Request> requests = new ArrayList<>();
        for (String policy : POLICIES) {
            if (requests.isEmpty() || random.nextBoolean()) {
                long limit = 3L + random.nextInt(9);
                requests.add(Requests.of(policy, limit, HOUR, 1 + random.nextInt(3)));
            }
        }
        return requests;
    }

    private void decide(int step, String subject, List<Request> requests, RateLimitStore redis, RateLimitStore here) {
        List<Decision> there = done(redis.tryAcquire(subject, requests));
        List<Decision> local = done(here.tryAcquire(subject, requests));
        for (int i = 0; i < requests.size(); i++) {
            assertThat(local.get(i))
                    .as("step %s", step)
                    .usingRecursiveComparison()
                    .ignoringFields("receipt", "reset", "retryAfter")
                    .isEqualTo(there.get(i));
            assertThat(local.get(i).reset())
                    .isBetween(
                            there.get(i).reset().minusSeconds(5),
                            there.get(i).reset().plusSeconds(5));
            assertThat(local.get(i).receipt() == Receipt.NONE)
                    .isEqualTo(there.get(i).receipt() == Receipt.NONE);
        }
        takenInRedis.addAll(there);
        takenHere.addAll(local);
    }

    private void giveBack(Random random, RateLimitStore redis, RateLimitStore here) {
        if (!takenHere.isEmpty()) {
            int one = random.nextInt(takenHere.size());
            done(redis.giveBack(takenInRedis.remove(one).receipt()));
            done(here.giveBack(takenHere.remove(one).receipt()));
        }
    }

    private static void assertAlike(int step, CompletionStage<Usage> redis, CompletionStage<Usage> here) {
        assertThat(done(here).count()).as("step %s", step).isEqualTo(done(redis).count());
    }
}
