package io.boosterbeacon.redis.internal.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.store.RateLimitStore.Usage;
import io.boosterbeacon.redis.internal.store.guard.StoreGuard;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.ratelimit.RateLimitAlgorithm;
import io.boosterbeacon.redis.ratelimit.RateLimitCall;
import io.boosterbeacon.redis.ratelimit.RateLimitCostResolver;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import io.boosterbeacon.redis.ratelimit.RateLimitOutcome;
import io.boosterbeacon.redis.ratelimit.RateLimitOutcome.Kind;
import io.boosterbeacon.redis.testing.LogLines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Costs that a bean determines before a call, and settles after it. */
class ResolvedCostTest extends RateLimitFixture {
    private final List<RateLimitOutcome> outcomes = new ArrayList<>();
    private long reserved = 3;
    private long settled = 3;

    ResolvedCostTest() {
        costs = new RateLimitCostResolver() {
            @Override
            public long cost(RateLimitCall call) {
                return reserved;
            }

            @Override
            public long settle(RateLimitCall call, RateLimitOutcome outcome) {
                outcomes.add(outcome);
                return settled;
            }
        };
    }

    private final Endpoint endpoint = endpoint(policy("p", 10).resolvedCost());

    private Verdict decide(Endpoint called) {
        return decider.decide(called, ADA);
    }

    /** The permits in use, as the store counts them for the subject of a verdict. */
    private long used(Verdict verdict) {
        String subject = String.valueOf(verdict.results().get(0).subject());
        CompletableFuture<Usage> usage = store.rateLimits()
                .adjust(subject, "p", endpoint.limits().get(0).request().algorithm(), 0)
                .toCompletableFuture();
        return usage.join().count();
    }

    @ParameterizedTest
    @CsvSource({"3, 3", "1, 1", "0, 0", "8, 8", "10, 10", "11, 10", "9223372036854775807, 10"})
    void settle_ofEachCost_refundsOrTakesMoreUpToTheCapacity(long real, long used) {
        Verdict verdict = decide(endpoint);
        assertThat(used(verdict)).isEqualTo(3);
        settled = real;
        verdict.call().answered(200, "entity");
        assertThat(outcomes).isEmpty();

        verdict.call().end();
        verdict.call().end();
        verdict.call().abort();

        assertThat(outcomes)
                .containsExactly(new RateLimitOutcome(
                        Kind.COMPLETED, OptionalInt.of(200), Optional.of("entity"), Optional.empty()));
        assertThat(used(verdict)).isEqualTo(used);
    }

    @ParameterizedTest
    @EnumSource(value = RateLimitAlgorithm.class, mode = EnumSource.Mode.EXCLUDE, names = "CONCURRENCY")
    void settle_ofEachAlgorithm_givesBackWhatWasNotUsed(RateLimitAlgorithm algorithm) {
        Endpoint counted = endpoint(policy("p", 10).algorithm(algorithm, 10).resolvedCost());
        reserved = 10;
        settled = 4;
        Verdict first = decide(counted);
        assertThat(decide(counted).admitted()).isFalse();

        first.call().end();

        reserved = 7;
        assertThat(decide(counted).admitted()).isFalse();
        reserved = 6;
        assertThat(decide(counted).admitted()).isTrue();
    }

    /** What ends by a future is noticed by the thread of all timers, and many stages by the one that reads from Redis. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void settle_thatWaits_delaysNoOther(boolean stage) throws Exception {
        CountDownLatch database = new CountDownLatch(1);
        AtomicReference<Thread> settling = new AtomicReference<>();
        costs = new RateLimitCostResolver() {
            @Override
            public long cost(RateLimitCall call) {
                return reserved;
            }

            @Override
            public long settle(RateLimitCall call, RateLimitOutcome outcome) {
                settling.set(Thread.currentThread());
                try {
                    return database.await(30, TimeUnit.SECONDS) ? 1 : 2;
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        Verdict verdict = decide(endpoint);
        CompletableFuture<String> answer = new CompletableFuture<>();
        verdict.call()
                .run(() -> stage
                        ? answer
                        : new FutureTask<>(() -> "") {
                            @Override
                            public boolean isDone() {
                                return answer.isDone();
                            }

                            @Override
                            public String get() {
                                return answer.join();
                            }
                        });
        CompletableFuture<Thread> completing = CompletableFuture.supplyAsync(() -> {
            answer.complete("done");
            return Thread.currentThread();
        });
        assertThat(completing.get(10, TimeUnit.SECONDS)).isNotNull();
        await().until(() -> settling.get() != null);
        CompletableFuture<Thread> timer = new CompletableFuture<>();
        Future<?> unused = scheduler.once(Duration.ZERO, () -> timer.complete(Thread.currentThread()));

        assertThat(timer.get(10, TimeUnit.SECONDS)).isNotSameAs(settling.get());
        assertThat(used(verdict)).isEqualTo(3);
        database.countDown();
        await().until(() -> used(verdict) == 1);
    }

    @Test
    void settle_afterTheWindow_hasNoEffectOnTheNextOne() {
        Verdict slow = decide(endpoint);
        now = now.plus(WINDOW);
        reserved = 10;
        assertThat(decide(endpoint).admitted()).isTrue();
        settled = 0;

        slow.call().end();

        reserved = 1;
        assertThat(decide(endpoint).admitted()).isFalse();
    }

    @Test
    void outcome_ofACallThatWasAborted_tellsItsStatus() {
        Verdict verdict = decide(endpoint);
        verdict.call().answered(200, null);
        verdict.call().abort();

        assertThat(outcomes)
                .containsExactly(
                        new RateLimitOutcome(Kind.ABORTED, OptionalInt.of(200), Optional.empty(), Optional.empty()));
    }

    @Test
    void outcome_thatNobodyHasTold_isAFailure() {
        decide(endpoint).call().end();

        assertThat(outcomes).extracting(RateLimitOutcome::kind).containsExactly(Kind.FAILED);
    }

    @Test
    void run_ofEachEnd_tellsResultOrFailure() throws Exception {
        reserved = 1;
        settled = 0;
        IllegalStateException failure = new IllegalStateException("broken");
        decide(endpoint).call().run(() -> "done");
        decide(endpoint).call().run(() -> null);
        assertThatThrownBy(() -> decide(endpoint).call().run(() -> {
                    throw failure;
                }))
                .isSameAs(failure);
        CompletableFuture<String> completed = new CompletableFuture<>();
        CompletableFuture<String> failed = new CompletableFuture<>();
        decide(endpoint).call().run(() -> completed);
        CompletableFuture<String> dependent = failed.thenApply(text -> text);
        decide(endpoint).call().run(() -> dependent);
        assertThat(outcomes).hasSize(3);
        completed.complete("later");
        failed.completeExceptionally(failure);

        assertThat(outcomes)
                .containsExactly(returned("done"), returned(null), failed(failure), returned("later"), failed(failure));
    }

    private static RateLimitOutcome returned(@Nullable Object result) {
        return new RateLimitOutcome(Kind.COMPLETED, OptionalInt.empty(), Optional.ofNullable(result), Optional.empty());
    }

    private static RateLimitOutcome failed(Throwable failure) {
        return new RateLimitOutcome(Kind.FAILED, OptionalInt.empty(), Optional.empty(), Optional.of(failure));
    }

    @Test
    void cost_zero_isNeitherCountedNorDenied() {
        reserved = 10;
        decide(endpoint);
        reserved = 0;
        for (int i = 0; i < 5; i++) {
            Verdict free = decide(endpoint);
            assertThat(free.admitted()).isTrue();
            assertThat(free.results()).isEmpty();
            free.call().end();
        }
        assertThat(outcomes).isEmpty();
    }

    @Test
    void cost_aboveTheCapacity_isAdmittedOnlyIfNothingElseIsCounted() {
        reserved = 1_000;
        Verdict large = decide(endpoint);
        assertThat(large.admitted()).isTrue();
        assertThat(large.results().get(0).decision().remaining()).isZero();
        settled = 1;
        large.call().end();

        assertThat(decide(endpoint).admitted()).isFalse();
        now = now.plus(WINDOW);
        assertThat(decide(endpoint).admitted()).isTrue();
    }

    @Test
    void cost_negative_isAnErrorThatNamesTheBean_andNothingIsCounted() {
        Endpoint two = endpoint(policy("other", 5), policy("p", 10).resolvedCost());
        reserved = -1;
        assertThatThrownBy(() -> decide(two))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(costs.getClass().getName() + ".cost() for " + two.name()
                        + ", policy \"p\", returned -1; accepted: 0 and more");

        assertThat(admitted(endpoint(policy("other", 5)), ADA, 10)).isEqualTo(5);
    }

    @Test
    void cost_thatThrows_isThrownToTheCaller_andNothingIsCounted() {
        Endpoint two = endpoint(policy("other", 5), policy("p", 10).resolvedCost());
        costs = call -> {
            throw new IllegalArgumentException("no such model");
        };
        assertThatThrownBy(() -> decide(two)).hasMessage("no such model");

        assertThat(admitted(endpoint(policy("other", 5)), ADA, 10)).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void settle_thatFails_keepsWhatWasReserved_andIsLogged(boolean negative) {
        costs = new RateLimitCostResolver() {
            @Override
            public long cost(RateLimitCall call) {
                return 3;
            }

            @Override
            public long settle(RateLimitCall call, RateLimitOutcome outcome) {
                if (negative) {
                    return -1;
                }
                throw new IllegalStateException("no invoice");
            }
        };
        Endpoint other = endpoint(negative ? "admit" : "other", policy("p", 10).resolvedCost());
        Verdict broken = decide(other);
        try (LogLines log = new LogLines("io.boosterbeacon.redis")) {
            broken.call().end();
            assertThat(log.all())
                    .anyMatch(line -> line.contains("stays as reserved")
                            && line.contains(costs.getClass().getName()));
        }
        assertThat(used(broken)).isEqualTo(3);
    }

    @Test
    void charges_unlessTheBeanSettles_areTheCost() {
        List<RateLimitCall> calls = new ArrayList<>();
        costs = call -> {
            calls.add(call);
            return 5;
        };
        Verdict charged = decide(endpoint);
        Verdict uncharged = decide(endpoint);
        assertThat(calls.get(0).charged()).isEmpty();
        calls.get(0).charge(0);
        calls.get(0).charge(1);
        calls.get(0).charge(1);
        assertThat(calls.get(0).charged()).hasValue(2);
        assertThatThrownBy(() -> calls.get(0).charge(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cost is -1; accepted: 0 and more");
        charged.call().end();
        uncharged.call().end();
        calls.get(0).charge(100);

        costs = call -> 1;
        assertThat(decide(endpoint).results().get(0).decision().remaining()).isEqualTo(10 - 2 - 5 - 1);
    }

    @Test
    void charges_beyondALong_doNotWrap() {
        List<RateLimitCall> calls = new ArrayList<>();
        costs = call -> {
            calls.add(call);
            return 1;
        };
        decide(endpoint);
        calls.get(0).charge(Long.MAX_VALUE);
        calls.get(0).charge(Long.MAX_VALUE);
        assertThat(calls.get(0).charged()).hasValue(Long.MAX_VALUE);
    }

    @Test
    void call_asTheBeanSeesIt_namesPolicyMethodAndCapacity() {
        List<String> seen = new ArrayList<>();
        costs = call -> {
            seen.add(call.policy() + " " + call.method().orElseThrow().getName() + " " + call.capacity() + " "
                    + call.reserved() + " " + call.arguments());
            return 2;
        };
        decider.decide(
                endpoint(policy("p", 10)
                        .algorithm(RateLimitAlgorithm.TOKEN_BUCKET, 4)
                        .resolvedCost()),
                ADA);
        decider.decide(endpoint, BOB, List.of("a", 1));
        assertThat(seen).containsExactly("p admit 4 0 []", "p admit 10 0 [a, 1]");
    }

    @Test
    void denial_byAnotherPolicy_givesBackAndIsNotSettled() {
        Endpoint two = endpoint(policy("p", 10).resolvedCost(), policy("all", 1).key(RateLimitKey.GLOBAL));
        assertThat(decide(two).admitted()).isTrue();
        assertThat(admitted(two, ADA, 5)).isZero();

        assertThat(outcomes).isEmpty();
        assertThat(used(decide(endpoint))).isEqualTo(3 + 3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shadow_ofABeanThatFails_failsNoCall(boolean negative) {
        Endpoint trial = endpoint(
                policy("trial", 10).resolvedCost().shadow(),
                policy("subject", 10).resolver().shadow(),
                policy("other", 2));
        costs = call -> {
            if (negative) {
                return -1;
            }
            throw new IllegalArgumentException("no such model");
        };
        resolver = method -> {
            throw new IllegalArgumentException("no tenant");
        };
        try (LogLines log = new LogLines("io.boosterbeacon.redis")) {
            assertThat(admitted(trial, ADA, 5)).isEqualTo(2);
            // other tests of this JVM may have logged the same within ten seconds
            assertThat(log.all()).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void response_thatCannotBeWritten_isAFailureWithItsStatus() {
        IllegalStateException failure = new IllegalStateException("broken stream");
        AdmittedCall call = decide(endpoint).call();
        call.answered(200, "entity");
        call.fail(failure);

        assertThat(outcomes)
                .containsExactly(new RateLimitOutcome(
                        Kind.FAILED, OptionalInt.of(200), Optional.of("entity"), Optional.of(failure)));
    }

    @Test
    void shadow_thatWouldDeny_isNotSettled() {
        Endpoint trial = endpoint(policy("p", 10).resolvedCost().shadow());
        settled = 1;
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            verdicts.add(decide(trial));
        }
        assertThat(verdicts).allMatch(Verdict::admitted);
        verdicts.forEach(verdict -> verdict.call().end());
        assertThat(outcomes).hasSize(3);
        assertThat(used(decide(endpoint))).isEqualTo(1 + 1 + 1 + 3);
    }

    @ParameterizedTest
    @EnumSource(OnStoreFailure.class)
    void storeFailure_ofEachPolicy_settlesOnlyWhatWasCounted(OnStoreFailure policy) {
        StoreGuard guard = guard(Duration.ofMillis(10), CompletableFuture::new);
        RateLimitDecider broken = decider(new FrozenRateLimitStore(), guard);
        settled = 1;
        Endpoint failing = endpoint(policy("p", 10).resolvedCost().onFailure(policy));
        Verdict verdict = broken.decide(failing, ADA);
        assertThat(verdict.admitted()).isEqualTo(policy != OnStoreFailure.CLOSED);
        verdict.call().end();

        assertThat(outcomes).hasSize(policy == OnStoreFailure.LOCAL ? 1 : 0);
        if (policy == OnStoreFailure.LOCAL) {
            // 1 of 10 is counted in this JVM: nine more are admitted
            reserved = 9;
            assertThat(broken.decide(failing, ADA).admitted()).isTrue();
            reserved = 1;
            assertThat(broken.decide(failing, ADA).admitted()).isFalse();
        }
    }

    @Test
    void knownDenial_ofALargeCost_doesNotDenyASmallOne() {
        reserved = 8;
        Verdict first = decide(endpoint);
        assertThat(decide(endpoint).admitted()).isFalse();
        reserved = 2;
        assertThat(decide(endpoint).admitted()).isTrue();
        reserved = 5;
        assertThat(decide(endpoint).admitted()).isFalse();
        settled = 3;

        first.call().end();

        assertThat(decide(endpoint).admitted()).isTrue();
    }

    @Test
    void end_onManyThreads_settlesOnce() throws Exception {
        AtomicInteger times = new AtomicInteger();
        costs = new RateLimitCostResolver() {
            @Override
            public long cost(RateLimitCall call) {
                return 2;
            }

            @Override
            public long settle(RateLimitCall call, RateLimitOutcome outcome) {
                times.incrementAndGet();
                return 1;
            }
        };
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int i = 1; i <= 200; i++) {
                now = now.plus(WINDOW);
                Verdict verdict = decide(endpoint);
                AdmittedCall call = verdict.call();
                List<Callable<Object>> ends = List.of(
                        Executors.callable(call::end),
                        Executors.callable(call::abort),
                        Executors.callable(() -> call.fail(new IllegalStateException())),
                        Executors.callable(call::end));
                threads.invokeAll(ends);
                await().pollInterval(Duration.ofMillis(1)).until(() -> used(verdict) == 1);
                assertThat(times).hasValue(i);
            }
        } finally {
            threads.shutdown();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
