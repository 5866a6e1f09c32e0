package io.boosterbeacon.redis.internal.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.ratelimit.RateLimitAlgorithm;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that hold permits while they run. */
class RunningCallsTest extends RateLimitFixture {
    private static Policy running(long limit) {
        return policy("running", limit).algorithm(RateLimitAlgorithm.CONCURRENCY, 0);
    }

    @Test
    void calls_upToTheLimit_runAtTheSameTime() {
        Endpoint endpoint = endpoint(running(2));
        Verdict first = decider.decide(endpoint, ADA);
        decider.decide(endpoint, ADA);

        Verdict third = decider.decide(endpoint, ADA);
        assertThat(third.admitted()).isFalse();
        assertThat(third.call().isOpen()).isFalse();
        first.call().end();
        assertThat(decider.decide(endpoint, ADA).admitted()).isTrue();
        assertThat(decider.decide(endpoint, ADA).admitted()).isFalse();
    }

    @Test
    void call_endedTwice_givesOnePermitBack() {
        Endpoint endpoint = endpoint(running(2));
        Verdict first = decider.decide(endpoint, ADA);
        decider.decide(endpoint, ADA);
        first.call().end();
        first.call().end();

        assertThat(admitted(endpoint, ADA, 5)).isEqualTo(1);
    }

    @Test
    void run_workReturnsOrThrows_endsTheCall() throws Exception {
        Endpoint endpoint = endpoint(running(1));

        assertThat(decider.decide(endpoint, ADA).call().run(() -> "done")).isEqualTo("done");
        assertThatThrownBy(() -> decider.decide(endpoint, ADA).call().run(() -> {
                    throw new IllegalStateException("failed");
                }))
                .hasMessage("failed");
        assertThat(decider.decide(endpoint, ADA).admitted()).isTrue();
    }

    @Test
    void run_workReturnsAStage_endsWithTheStage() throws Exception {
        Endpoint endpoint = endpoint(running(1));
        for (int i = 0; i < 2; i++) {
            CompletableFuture<String> stage = new CompletableFuture<>();

            assertThat(decider.decide(endpoint, ADA).call().run(() -> stage)).isSameAs(stage);
            assertThat(decider.decide(endpoint, ADA).admitted()).isFalse();
            if (i == 0) {
                stage.complete("done");
            } else {
                stage.completeExceptionally(new IllegalStateException("failed"));
            }
        }
        assertThat(decider.decide(endpoint, ADA).admitted()).isTrue();
    }

    /** A future tells nobody that it is done. */
    @ParameterizedTest
    @ValueSource(strings = {"done", "failed", "cancelled", "broken", "done before"})
    void run_workReturnsAFuture_endsWithTheFuture(String way) throws Exception {
        Endpoint endpoint = endpoint(running(1));
        AtomicBoolean broken = new AtomicBoolean();
        FutureTask<String> future =
                new FutureTask<>(() -> {
                    if (way.equals("failed")) {
                        throw new IOException(way);
                    }
                    return way;
                }) {
                    @Override
                    public boolean isDone() {
                        if (broken.get()) {
                            throw new IllegalStateException("broken");
                        }
                        return super.isDone();
                    }
                };
        if (way.equals("done before")) {
            future.run();
        }

        assertThat(decider.decide(endpoint, ADA).call().run(() -> future)).isSameAs(future);
        if (!way.equals("done before")) {
            assertThat(decider.decide(endpoint, ADA).admitted()).isFalse();
            await().during(Duration.ofMillis(100))
                    .until(() -> !decider.decide(endpoint, ADA).admitted());
        }
        switch (way) {
            case "cancelled" -> future.cancel(true);
            case "broken" -> broken.set(true);
            default -> future.run();
        }
        await().atMost(Duration.ofSeconds(2))
                .until(() -> decider.decide(endpoint, ADA).admitted());
    }

    @Test
    void denial_byAnotherSubjectsPolicy_givesThePermitBack() {
        Endpoint endpoint = endpoint(running(5), policy("all", 1).key(RateLimitKey.GLOBAL));
        assertThat(decider.decide(endpoint, ADA).admitted()).isTrue();

        assertThat(admitted(endpoint, ADA, 20)).isZero();
        assertThat(admitted(endpoint(running(5)), ADA, 20)).isEqualTo(4);
    }

    @Test
    void shadow_manyCalls_areNeverDeniedAndGiveBack() {
        Endpoint endpoint = endpoint(running(1).shadow());
        Verdict first = decider.decide(endpoint, ADA);
        Verdict second = decider.decide(endpoint, ADA);

        assertThat(second.admitted()).isTrue();
        first.call().end();
        assertThat(decider.decide(endpoint(running(1)), ADA).admitted()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void renewals_whileACallRuns_areSentUntilItEndsOrIsRevoked(boolean revoked) {
        AtomicInteger renewed = new AtomicInteger();
        List<Receipt> givenBack = new ArrayList<>();
        RunningCalls calls = new RunningCalls(
                new FrozenRateLimitStore() {
                    @Override
                    public CompletionStage<Void> renew(Receipt receipt) {
                        renewed.incrementAndGet();
                        return CompletableFuture.failedFuture(new IllegalStateException("not this time"));
                    }

                    @Override
                    public CompletionStage<Void> settle(Receipt receipt, long cost) {
                        givenBack.add(receipt);
                        return CompletableFuture.completedFuture(null);
                    }
                },
                scheduler);
        Receipt receipt = () -> "subject";
        AdmittedCall call = calls.begin(new RunningPermit(receipt, Duration.ofMillis(30)));
        await().untilAsserted(() -> assertThat(renewed).hasValueGreaterThan(3));
        if (revoked) {
            call.revoke(Duration.ofSeconds(1));
        }
        call.end();
        int atTheEnd = renewed.get();

        assertThat(givenBack).containsExactly(receipt);
        await().during(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(renewed).hasValueLessThanOrEqualTo(atTheEnd + 1));
    }

    @Test
    void tokenBucket_asPolicy_admitsItsBurstAndThenEvenly() {
        Endpoint endpoint = endpoint(policy("bucket", 5).algorithm(RateLimitAlgorithm.TOKEN_BUCKET, 5));
        assertThat(admitted(endpoint, ADA, 9)).isEqualTo(5);
        Verdict denied = decider.decide(endpoint, ADA);
        assertThat(denied.denials().get(0).decision().retryAfter()).isEqualTo(Duration.ofSeconds(2));
        now = now.plusSeconds(2);

        assertThat(admitted(endpoint, ADA, 9)).isEqualTo(1);
    }

    @Test
    void slidingWindow_asPolicy_countsThePreviousWindowByItsShare() {
        now = Instant.ofEpochSecond(1_000_000);
        Endpoint endpoint = endpoint(policy("sliding", 10).algorithm(RateLimitAlgorithm.SLIDING_WINDOW, 0));
        assertThat(admitted(endpoint, ADA, 20)).isEqualTo(10);
        now = now.plusSeconds(15);

        assertThat(admitted(endpoint, ADA, 20)).isEqualTo(5);
    }
}
