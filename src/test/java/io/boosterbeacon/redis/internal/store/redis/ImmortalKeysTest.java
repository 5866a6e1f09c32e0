package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.MINUTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.lettuce.core.KillArgs;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * No key of rate limits stays for ever, whatever its window and its limit are, and whatever happens to its clients.
 * The profile {@code full-size} makes a million operations of it.
 */
class ImmortalKeysTest {
    private static final int OPERATIONS = Integer.getInteger("test.operations", 50_000);
    private static final int BATCH = 1_000;
    private static final int BATCHES_PER_KILL = 8;
    private static final String IMMORTAL =
            """
            local found = {}
            for _, key in ipairs(redis.call('KEYS', '*')) do
              if redis.call('PTTL', key) == -1 or string.sub(key, 1, 7) ~= 'beacon:' then
                table.insert(found, key)
              end
            end
            return found""";
    private static final List<Duration> LENGTHS = List.of(
            Duration.ofMillis(1),
            Duration.ofMillis(2),
            Duration.ofMillis(15),
            Duration.ofHours(1),
            Duration.ofDays(3_650));
    private static final List<Long> LIMITS = List.of(1L, 3L, 1_000_000L, Long.MAX_VALUE);
    private static final List<ZoneId> ZONES = List.of(ZoneId.of("UTC"), ZoneId.of("Australia/Lord_Howe"));

    private final Random random = new Random(14);
    private final Queue<Receipt> receipts = new ConcurrentLinkedQueue<>();

    @Test
    void everyKey_afterMixedOperationsOfClientsThatAreCutOff_hasAnEnd() {
        try (RedisProcess server = RedisProcess.start();
                Store store = RedisStore.connect(Faults.options(server.url()), Telemetry.NONE);
                Operator operator = new Operator(server.url())) {
            long answered = 0;
            long cutOff = 0;
            for (int batch = 0; batch < OPERATIONS / BATCH; batch++) {
                List<CompletableFuture<?>> calls = new ArrayList<>(BATCH);
                for (int i = 0; i < BATCH; i++) {
                    calls.add(operation(store).toCompletableFuture().orTimeout(20, TimeUnit.SECONDS));
                }
                if (batch % BATCHES_PER_KILL == 0) {
                    cutOff += operator.redis()
                            .clientKill(KillArgs.Builder.typeNormal().skipme(true));
                }
                for (CompletableFuture<?> call : calls) {
                    answered += call.handle((answer, failure) -> failure == null ? 1 : 0)
                            .join();
                }
                // at once: the next operation may give a key its end
                assertThat(operator.redis().<List<String>>eval(IMMORTAL, ScriptOutputType.MULTI))
                        .isEmpty();
                Faults.untilConnected(store);
            }
            assertThat(answered).isGreaterThan(OPERATIONS / 2);
            assertThat(cutOff).isPositive();
        }
    }

    private CompletionStage<?> operation(Store store) {
        RateLimitStore limits = store.rateLimits();
        String subject = "subject" + random.nextInt(50);
        Request policy = policy();
        Algorithm algorithm = policy.algorithm();
        return switch (random.nextInt(20)) {
            case 0 -> limits.adjust(subject, policy.policyId(), algorithm, amount());
            case 1 -> limits.adjust(subject, policy.policyId(), algorithm, -amount());
            case 2 -> limits.block(subject, policy.policyId(), algorithm, LENGTHS.get(random.nextInt(LENGTHS.size())));
            case 3, 4 -> limits.reset(subject, policy.policyId(), algorithm);
            case 5, 6 -> limits.settle(receipt(), amount());
            case 7 -> limits.giveBack(receipt());
            case 8, 9 -> limits.renew(receipt());
            case 10 -> rules(store);
            case 11 -> acquire(limits, subject, List.of(policy(), policy(), policy()));
            default -> acquire(limits, subject, List.of(policy));
        };
    }

    private CompletionStage<?> rules(Store store) {
        String application = "application" + random.nextInt(3);
        String id = "rule" + random.nextInt(5);
        return switch (random.nextInt(3)) {
            case 0 -> store.limitRules().remove(application, id);
            case 1 -> store.limitRules().read(application, "");
            default -> store.limitRules().put(application, id, "{}", LENGTHS.get(random.nextInt(LENGTHS.size())));
        };
    }

    private CompletionStage<List<Decision>> acquire(RateLimitStore limits, String subject, List<Request> requests) {
        return limits.tryAcquire(subject, requests).thenApply(decisions -> {
            decisions.forEach(decision -> receipts.add(decision.receipt()));
            return decisions;
        });
    }

    private Receipt receipt() {
        Receipt next = receipts.poll();
        return next == null ? Receipt.NONE : next;
    }

    private long amount() {
        return random.nextBoolean() ? random.nextInt(4) : random.nextLong(1L << 53);
    }

    /** The lengths and limits of a policy change from one request to the next. */
    private Request policy() {
        Duration length = LENGTHS.get(random.nextInt(LENGTHS.size()));
        long limit = LIMITS.get(random.nextInt(LIMITS.size()));
        long counted = Math.min(limit, (1L << 53) - 1);
        long exact = Math.min(limit, Algorithm.MAX_EXACT / length.toMillis());
        Algorithm algorithm =
                switch (random.nextInt(5)) {
                    case 0 -> new Algorithm.FixedWindow(counted, length);
                    case 1 -> new Algorithm.CalendarWindow(counted, length, ZONES.get(random.nextInt(ZONES.size())));
                    case 2 -> new Algorithm.SlidingWindow(exact, length);
                    case 3 -> new Algorithm.TokenBucket(1 + random.nextInt(1_000), length, exact);
                    default -> new Algorithm.Concurrency(counted, length.compareTo(MINUTE) > 0 ? MINUTE : length);
                };
        long cost = algorithm.endsWithCall() || random.nextBoolean() ? 1 : random.nextLong(1, algorithm.capacity() + 1);
        return new Request("p" + random.nextInt(4), algorithm, cost, OnStoreFailure.CLOSED);
    }
}
