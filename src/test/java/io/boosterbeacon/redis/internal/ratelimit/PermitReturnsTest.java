package io.boosterbeacon.redis.internal.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.Receipt;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Permits that the store does not take back at once. */
class PermitReturnsTest {
    private static final Duration EXPIRY = Duration.ofMinutes(1);

    private final Scheduler scheduler = new Scheduler();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final AtomicInteger failing = new AtomicInteger();
    private final AtomicInteger attempts = new AtomicInteger();
    private final List<String> ended = new CopyOnWriteArrayList<>();
    private final PermitReturns returns = new PermitReturns(
            new FrozenRateLimitStore() {
                @Override
                public CompletionStage<Void> settle(Receipt receipt, long cost) {
                    attempts.incrementAndGet();
                    if (failing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                        return CompletableFuture.failedFuture(new IllegalStateException("no answer"));
                    }
                    ended.add(receipt.subject());
                    return CompletableFuture.completedFuture(null);
                }
            },
            scheduler,
            nanos::get);

    @AfterEach
    void close() {
        scheduler.close();
    }

    private CompletionStage<Void> giveBack(String name) {
        return returns.giveBack(new RunningPermit(() -> name, EXPIRY));
    }

    @Test
    void permit_thatTheStoreTakes_isGivenBackOnce() {
        assertThat(giveBack("one").toCompletableFuture()).isCompleted();

        assertThat(ended).containsExactly("one");
        assertThat(returns.pending()).isZero();
    }

    @Test
    void permits_thatFail_areRepeatedUntilTheStoreTakesThem() {
        failing.set(6);
        assertThat(giveBack("one").toCompletableFuture()).isCompletedExceptionally();
        giveBack("two");
        giveBack("three");
        assertThat(returns.pending()).isEqualTo(3);

        await().untilAsserted(() -> assertThat(ended).containsExactlyInAnyOrder("one", "two", "three"));
        // one attempt after each of three pauses has failed
        assertThat(attempts).hasValue(3 + 3 + 3);
        assertThat(returns.pending()).isZero();

        failing.set(1);
        giveBack("later");
        await().untilAsserted(() -> assertThat(ended).contains("later"));
    }

    @Test
    void permit_thatHasEndedByItself_isNotRepeated() {
        failing.set(1);
        giveBack("one");
        nanos.addAndGet(EXPIRY.toNanos());

        await().until(() -> returns.pending() == 0);
        assertThat(attempts).hasValue(1);
    }

    @Test
    void permits_beyondTheBound_endByThemselves() {
        failing.set(Integer.MAX_VALUE);
        for (int i = 0; i < PermitReturns.MAX_PENDING + 5; i++) {
            giveBack("one");
        }

        assertThat(returns.pending()).isBetween(PermitReturns.MAX_PENDING - 1, PermitReturns.MAX_PENDING);
    }

    @Test
    void permits_afterTheEndOfTheApplication_areNotRepeated() {
        failing.set(Integer.MAX_VALUE);
        giveBack("one");
        scheduler.close();
        giveBack("two");
        giveBack("three");

        await().during(Duration.ofMillis(700))
                .untilAsserted(() -> assertThat(attempts).hasValue(3));
    }
}
