package io.boosterbeacon.redis.internal.store.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.event.StoreDegraded;
import io.boosterbeacon.redis.event.StoreRecovered;
import io.boosterbeacon.redis.internal.cdi.CdiEvents;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.CallerInterruptedException;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.telemetry.StoreUse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoreGuardTest {
    /** The two ways to call: both must fail alike. */
    enum Way {
        AWAIT {
            @Override
            <T> T call(StoreGuard guard, Supplier<? extends CompletionStage<T>> port) {
                return Answers.await(guard.call(port));
            }
        },
        CALL {
            @Override
            <T> T call(StoreGuard guard, Supplier<? extends CompletionStage<T>> port) {
                try {
                    return guard.call(port).orTimeout(10, TimeUnit.SECONDS).join();
                } catch (CompletionException e) {
                    throw (RuntimeException) Objects.requireNonNull(e.getCause());
                }
            }
        };

        abstract <T> T call(StoreGuard guard, Supplier<? extends CompletionStage<T>> port);

        StoreException failure(StoreGuard guard, Supplier<? extends CompletionStage<?>> port) {
            return catchThrowableOfType(
                    StoreException.class, () -> call(guard, () -> port.get().thenApply(x -> (Object) x)));
        }
    }

    private static final CompletableFuture<String> ANSWER = CompletableFuture.completedFuture("answer");

    private final Scheduler scheduler = new Scheduler("guard-test");
    private final List<Object> events = new ArrayList<>();
    private volatile boolean probeAnswers;
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000); // such clocks wrap around
    private final StoreGuard guard = new StoreGuard(
            StoreUse.CACHE,
            Duration.ofMillis(50),
            new SilenceDetector(scheduler, this::probe),
            new CdiEvents(events::add),
            nanos::get,
            true,
            this::probe);

    @AfterEach
    void close() {
        scheduler.close();
    }

    private CompletableFuture<String> probe() {
        return probeAnswers ? ANSWER : failing(RedisErrorType.CONNECTION_ERROR);
    }

    private static CompletableFuture<String> failing(RedisErrorType type) {
        return CompletableFuture.failedFuture(new StoreException(type, "no", null));
    }

    @ParameterizedTest
    @EnumSource
    void call_thatSucceeds_isAnsweredWithoutEvents(Way way) {
        assertThat(way.call(guard, () -> ANSWER)).isEqualTo("answer");
        assertThat(events).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void call_thatTakesTooLong_timesOut(Way way) {
        StoreException failure = way.failure(guard, CompletableFuture::new);

        assertThat(failure.type()).isEqualTo(RedisErrorType.TIMEOUT_ERROR);
        assertThat(failure).hasMessage("cache: the store did not answer within 50 ms");
        assertThat(events).containsExactly(new StoreDegraded("cache", RedisErrorType.TIMEOUT_ERROR));
    }

    @ParameterizedTest
    @EnumSource
    void store_thatFailsAndComesBack_isToldOnceEach(Way way) {
        way.failure(guard, () -> failing(RedisErrorType.CONNECTION_ERROR));
        nanos.addAndGet(Duration.ofSeconds(3).toNanos());
        way.failure(guard, () -> failing(RedisErrorType.TIMEOUT_ERROR));
        nanos.addAndGet(Duration.ofSeconds(4).toNanos());
        way.call(guard, () -> ANSWER);
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        way.call(guard, () -> ANSWER);

        assertThat(events)
                .containsExactly(
                        new StoreDegraded("cache", RedisErrorType.CONNECTION_ERROR),
                        new StoreRecovered("cache", Duration.ofSeconds(7)));
    }

    @ParameterizedTest
    @EnumSource
    void store_thatFailsAgain_isToldAgain(Way way) {
        for (int i = 0; i < 2; i++) {
            way.failure(guard, () -> failing(RedisErrorType.UNKNOWN_ERROR));
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            way.call(guard, () -> ANSWER);
        }

        assertThat(events)
                .hasExactlyElementsOfTypes(
                        StoreDegraded.class, StoreRecovered.class, StoreDegraded.class, StoreRecovered.class);
    }

    @ParameterizedTest
    @EnumSource
    void success_soonAfterAFailure_isNoRecovery(Way way) {
        way.failure(guard, () -> failing(RedisErrorType.TIMEOUT_ERROR));
        nanos.addAndGet(Duration.ofMillis(999).toNanos());
        way.call(guard, () -> ANSWER);
        way.failure(guard, () -> failing(RedisErrorType.TIMEOUT_ERROR));

        assertThat(events).containsExactly(new StoreDegraded("cache", RedisErrorType.TIMEOUT_ERROR));
    }

    @ParameterizedTest
    @EnumSource
    void command_thatIsRefused_isAnOutageButNotOfUsersOwnCommands(Way way) {
        StoreException failure = way.failure(guard, () -> failing(RedisErrorType.COMMAND_ERROR));

        assertThat(failure.type()).isEqualTo(RedisErrorType.COMMAND_ERROR);
        assertThat(events).containsExactly(new StoreDegraded("cache", RedisErrorType.COMMAND_ERROR));

        events.clear();
        StoreGuard commands = new StoreGuard(
                StoreUse.COMMANDS,
                Duration.ofMillis(50),
                new SilenceDetector(scheduler, this::probe),
                new CdiEvents(events::add),
                nanos::get,
                false,
                this::probe);
        way.failure(commands, () -> failing(RedisErrorType.COMMAND_ERROR));
        assertThat(events).isEmpty();
    }

    @Test
    void calls_startedTogether_areWaitedForUntilTheSameMoment() {
        CompletionStage<String> one = guard.call(CompletableFuture::new);
        CompletionStage<String> other = guard.call(CompletableFuture::new);
        long start = System.nanoTime();

        assertThatThrownBy(() -> Answers.await(one)).hasCauseInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> Answers.await(other)).hasCauseInstanceOf(TimeoutException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(95));
    }

    @ParameterizedTest
    @EnumSource
    void port_thatThrows_failsLikeAStage(Way way) {
        IllegalStateException thrown = new IllegalStateException("secret");

        StoreException failure = way.failure(guard, () -> {
            throw thrown;
        });

        assertThat(failure.type()).isEqualTo(RedisErrorType.UNKNOWN_ERROR);
        assertThat(failure).hasMessage("cache: the store failed").hasCause(thrown);
        assertThat(events).containsExactly(new StoreDegraded("cache", RedisErrorType.UNKNOWN_ERROR));
    }

    @ParameterizedTest
    @EnumSource
    void failure_ofTheStore_keepsItsTypeAndMessage(Way way) {
        StoreException original = new StoreException(RedisErrorType.CONNECTION_ERROR, "refused", null);

        assertThat(way.failure(guard, () -> CompletableFuture.failedFuture(original)))
                .isSameAs(original);
        assertThat(way.failure(
                        guard,
                        () -> ANSWER.thenApply(answer -> {
                            throw original;
                        })))
                .isSameAs(original);
    }

    @ParameterizedTest
    @EnumSource
    void call_thatTheStoreCancelled_isAStoreException(Way way) {
        CompletableFuture<String> cancelled = new CompletableFuture<>();
        cancelled.cancel(true);

        assertThat(way.failure(guard, () -> cancelled).type()).isEqualTo(RedisErrorType.UNKNOWN_ERROR);
    }

    @Test
    void await_interrupted_failsAndKeepsTheFlagWithoutAnOutage() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Answers.await(guard.call(CompletableFuture::new)))
                .isInstanceOf(CallerInterruptedException.class);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(events).isEmpty();
    }

    @Test
    void await_thatTimedOut_leavesTheStageToWhoeverMinds() {
        CompletableFuture<String> stage = new CompletableFuture<>();

        assertThatThrownBy(() -> Answers.await(guard.call(() -> stage))).hasCauseInstanceOf(TimeoutException.class);

        assertThat(stage).isNotDone();
    }

    @Test
    void call_afterTheTimerIsClosed_failsInTheStage() {
        scheduler.close();

        assertThat(Way.CALL.failure(guard, CompletableFuture::new).type()).isEqualTo(RedisErrorType.TIMEOUT_ERROR);
        assertThat(Way.CALL.<String>call(guard, () -> ANSWER)).isEqualTo("answer");
    }

    @ParameterizedTest
    @EnumSource
    void store_thatHasNotAnsweredOfLate_isNotCalled(Way way) {
        silence(way);
        AtomicInteger calls = new AtomicInteger();
        long start = System.nanoTime();

        StoreException failure = way.failure(guard, () -> {
            calls.incrementAndGet();
            return ANSWER;
        });

        assertThat(failure.type()).isEqualTo(RedisErrorType.CONNECTION_ERROR);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(40));
        assertThat(calls).hasValue(0);
        assertThat(guard.circuit()).isEqualTo("open");
        assertThat(events).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void store_thatAnswersTheProbe_isCalledAgain(Way way) {
        silence(way);
        probeAnswers = true;

        await().atMost(Duration.ofSeconds(5)).until(() -> guard.circuit().equals("half_open"));
        assertThat(way.<String>call(guard, () -> ANSWER)).isEqualTo("answer");
        assertThat(guard.circuit()).isEqualTo("closed");
    }

    @Test
    void halfOpenCircuit_letsOneCallThroughAndOpensAgainIfThatFails() {
        silence(Way.AWAIT);
        probeAnswers = true;
        await().atMost(Duration.ofSeconds(5)).until(() -> guard.circuit().equals("half_open"));
        probeAnswers = false;

        CompletionStage<String> trial = guard.call(CompletableFuture::new);
        assertThat(Way.AWAIT.failure(guard, () -> ANSWER)).hasMessageContaining("has not answered of late");
        assertThatThrownBy(() -> Answers.await(trial)).hasCauseInstanceOf(TimeoutException.class);

        assertThat(guard.circuit()).isEqualTo("open");
        probeAnswers = true;
        await().atMost(Duration.ofSeconds(5)).until(() -> guard.circuit().equals("half_open"));
    }

    @Test
    void callThatNobodyWaitsFor_isCountedByItsOwnEnd() {
        silence(Way.AWAIT);
        probeAnswers = true;
        await().atMost(Duration.ofSeconds(5)).until(() -> guard.circuit().equals("half_open"));

        CompletionStage<String> unused = guard.call(() -> ANSWER);

        assertThat(guard.circuit()).isEqualTo("closed");
    }

    @ParameterizedTest
    @EnumSource
    void refusals_areAnswers(Way way) {
        for (int i = 0; i < 100; i++) {
            way.failure(guard, () -> failing(RedisErrorType.COMMAND_ERROR));
        }

        assertThat(guard.circuit()).isEqualTo("closed");
    }

    /** A third of all calls: one dead master of three. */
    @ParameterizedTest
    @EnumSource
    void circuit_ofAStoreThatAnswersMostCalls_staysClosed(Way way) {
        for (int i = 0; i < 300; i++) {
            if (i % 3 == 0) {
                way.failure(guard, () -> failing(RedisErrorType.CONNECTION_ERROR));
            } else {
                way.call(guard, () -> ANSWER);
            }
        }

        assertThat(guard.circuit()).isEqualTo("closed");
    }

    private void silence(Way way) {
        for (int i = 0; i < 20; i++) {
            way.failure(guard, () -> failing(RedisErrorType.CONNECTION_ERROR));
        }
    }
}
