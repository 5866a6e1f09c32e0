package io.boosterbeacon.redis.internal.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.event.StoreDegraded;
import io.boosterbeacon.redis.internal.config.SkipRules;
import io.boosterbeacon.redis.internal.store.CallerInterruptedException;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.internal.store.guard.StoreGuard;
import io.boosterbeacon.redis.internal.store.redis.Faults;
import io.boosterbeacon.redis.internal.store.redis.RedisStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.ratelimit.RateLimitCount;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import io.boosterbeacon.redis.ratelimit.RateLimitResult;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What one subject has counted for a call that another one denies. */
class RateLimitGiveBackTest extends RateLimitFixture {
    @Test
    void denial_byAnotherSubject_givesBackWhatWasCounted() {
        Endpoint endpoint = endpoint(policy("address", 100), policy("user", 1).key(RateLimitKey.USER));
        assertThat(admitted(endpoint, ADA, 10)).isEqualTo(1);
        Verdict other = decider.decide(endpoint, caller("192.0.2.1", "carol"));
        assertThat(other.results().stream()
                        .filter(result -> result.policy().equals("address"))
                        .findFirst()
                        .orElseThrow()
                        .decision()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void denial_byAnotherSubject_tellsTheOthersCountWithoutTheCall() {
        Endpoint endpoint = endpoint(policy("address", 100), policy("user", 1).key(RateLimitKey.USER));
        decider.decide(endpoint, ADA);

        assertThat(decider.decide(endpoint, ADA).results())
                .extracting(Verdict.Result::policy, result -> result.decision().count(), result -> result.decision()
                        .remaining())
                .containsExactlyInAnyOrder(tuple("address", 1L, 99L), tuple("user", 1L, 0L));
    }

    @Test
    void denial_whenTheDeadlineIsSpent_givesBackAndTellsNoFailure() {
        Duration limit = Duration.ofSeconds(1);
        StoreGuard guard = guard(limit, store::ping);
        Late late = new Late(limit);
        RateLimitDecider slow = decider(late, guard, limit);
        Endpoint endpoint = endpoint(
                policy("all", 20).key(RateLimitKey.GLOBAL), policy("user", 1).key(RateLimitKey.USER));
        slow.decide(endpoint, ADA);

        assertThat(slow.decide(endpoint, ADA).admitted()).isFalse();

        late.givenBack.complete(null);
        assertThat(events).noneMatch(StoreDegraded.class::isInstance);
        assertThat(late.returns).hasValue(1);
    }

    @Test
    void denial_withTimeLeft_waitsUntilTheOthersCountIsGivenBack() {
        Late late = new Late(Duration.ZERO);
        RateLimitDecider slow = decider(late, guard(Duration.ofSeconds(30), store::ping), Duration.ofSeconds(30));
        Endpoint endpoint = endpoint(
                policy("all", 20).key(RateLimitKey.GLOBAL), policy("user", 1).key(RateLimitKey.USER));
        slow.decide(endpoint, ADA);

        CompletableFuture<Boolean> denied =
                CompletableFuture.supplyAsync(() -> !slow.decide(endpoint, ADA).admitted());
        await().until(() -> late.returns.get() == 1);
        assertThat(denied).isNotDone();
        late.givenBack.complete(null);

        assertThat(denied).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
    }

    private static Endpoint logIn() {
        return endpoint(policy("login", 3)
                .skip(new SkipRules(Set.of(), Set.of(), RateLimitCount.FAILURES))
                .onFailure(OnStoreFailure.CLOSED));
    }

    /** The client of a request may send the next one to another node as soon as it has the answer. */
    @Test
    void success_toldByTheThreadThatHasDecided_waitsUntilThePermitIsGivenBack() {
        Late late = new Late(Duration.ZERO);
        RateLimitDecider slow = decider(late, guard(Duration.ofSeconds(30), store::ping), Duration.ofSeconds(30));
        CompletableFuture<Void> answered = CompletableFuture.runAsync(
                () -> slow.decide(logIn(), ADA).call().answered(200, null));
        await().until(() -> late.returns.get() == 1);
        assertThat(answered).isNotDone();
        late.givenBack.complete(null);

        assertThat(answered).succeedsWithin(Duration.ofSeconds(10));
    }

    static List<Consumer<AdmittedCall>> ends() {
        return List.of(call -> call.answered(200, null), call -> call.finish(200), call -> {
            CompletableFuture<String> stage = new CompletableFuture<>();
            assertThatCode(() -> call.run(() -> stage)).doesNotThrowAnyException();
            stage.complete("done");
        });
    }

    @ParameterizedTest
    @MethodSource("ends")
    void success_toldByAnotherThread_doesNotWait(Consumer<AdmittedCall> end) {
        Late late = new Late(Duration.ZERO);
        RateLimitDecider slow = decider(late, guard(Duration.ofSeconds(30), store::ping), Duration.ofSeconds(30));
        AdmittedCall call = slow.decide(logIn(), ADA).call();

        assertThat(CompletableFuture.runAsync(() -> end.accept(call))).succeedsWithin(Duration.ofSeconds(10));
        assertThat(late.returns).hasValue(1);
        assertThat(late.givenBack).isNotDone();
    }

    /** The answer would never come while the thread that reads it waits. */
    @Test
    void success_toldByTheThreadThatReadsFromRedis_doesNotWait() {
        Duration limit = Duration.ofSeconds(20);
        try (RedisProcess server = RedisProcess.start();
                RedisStore redis = RedisStore.connect(Faults.options(server.url(), limit), Telemetry.NONE)) {
            RateLimitDecider limits = decider(redis.rateLimits(), guard(limit, redis::ping), limit);
            Faults.untilConnected(redis);
            List<AdmittedCall> calls = Stream.generate(
                            () -> limits.decide(logIn(), ADA).call())
                    .limit(3)
                    .toList();
            server.freeze();
            List<CompletableFuture<Void>> ended = new ArrayList<>();
            for (AdmittedCall call : calls) {
                ended.add(redis.keyValues()
                        .exists("stage")
                        .thenAccept(found -> call.answered(200, null))
                        .toCompletableFuture());
            }
            server.thaw();

            assertThat(ended).allSatisfy(each -> assertThat(each).succeedsWithin(Duration.ofSeconds(10)));
            await().untilAsserted(() -> assertThat(
                            limits.decide(logIn(), ADA).results().get(0).decision())
                    .extracting(RateLimitResult::count)
                    .isEqualTo(1L));
        }
    }

    @Test
    void giveBack_thatIsNeverAnswered_isToldAsAFailure() {
        RateLimitDecider slow = decider(
                new Late(Duration.ZERO), guard(Duration.ofMillis(50), CompletableFuture::new), Duration.ofMillis(50));
        Endpoint endpoint = endpoint(
                policy("all", 20).key(RateLimitKey.GLOBAL), policy("user", 1).key(RateLimitKey.USER));
        slow.decide(endpoint, ADA);
        slow.decide(endpoint, ADA);

        await().untilAsserted(() -> assertThat(events)
                .filteredOn(StoreDegraded.class::isInstance)
                .containsExactly(new StoreDegraded("ratelimit", RedisErrorType.TIMEOUT_ERROR)));
    }

    @Test
    void decision_afterTheDeadlineOfAnInterruptedCaller_isGivenBack() {
        Duration limit = Duration.ofMillis(50);
        Unanswered unanswered = new Unanswered();
        RateLimitDecider slow = decider(unanswered, guard(limit, store::ping), limit);
        Endpoint endpoint = endpoint(policy("user", 1).key(RateLimitKey.USER).onFailure(OnStoreFailure.CLOSED));
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> slow.decide(endpoint, ADA)).isInstanceOf(CallerInterruptedException.class);

        assertThat(Thread.interrupted()).isTrue();
        await().until(() -> !events.isEmpty());
        assertThat(unanswered.returns).hasValue(0);
        unanswered.answer();
        assertThat(unanswered.returns).hasValue(1);
    }

    /** Decides, and does not tell before it is asked to. */
    private final class Unanswered extends FrozenRateLimitStore {
        private final CompletableFuture<List<Decision>> told = new CompletableFuture<>();
        private final AtomicInteger returns = new AtomicInteger();
        private CompletionStage<List<Decision>> decided = told;

        @Override
        public CompletionStage<List<Decision>> tryAcquire(String subject, List<Request> requests) {
            decided = store.rateLimits().tryAcquire(subject, requests);
            return told;
        }

        void answer() {
            told.complete(decided.toCompletableFuture().join());
        }

        @Override
        public CompletionStage<Void> settle(Receipt receipt, long cost) {
            returns.incrementAndGet();
            return store.rateLimits().settle(receipt, cost);
        }
    }

    /** Decides at the end of the given time, and leaves give-backs without an answer. */
    private final class Late extends FrozenRateLimitStore {
        private final Duration taken;
        private final AtomicInteger returns = new AtomicInteger();
        private final CompletableFuture<Void> givenBack = new CompletableFuture<>();

        Late(Duration taken) {
            this.taken = taken;
        }

        @Override
        public CompletionStage<List<Decision>> tryAcquire(String subject, List<Request> requests) {
            long began = System.nanoTime();
            await().atMost(taken.plusSeconds(10)).until(() -> System.nanoTime() - began >= taken.toNanos());
            return store.rateLimits().tryAcquire(subject, requests);
        }

        @Override
        public CompletionStage<Void> settle(Receipt receipt, long cost) {
            returns.incrementAndGet();
            return givenBack;
        }
    }
}
