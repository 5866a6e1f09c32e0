package io.boosterbeacon.redis.internal.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.event.StoreDegraded;
import io.boosterbeacon.redis.internal.store.CallerInterruptedException;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.internal.store.guard.StoreGuard;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

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
