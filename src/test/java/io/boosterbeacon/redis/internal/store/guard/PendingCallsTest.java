package io.boosterbeacon.redis.internal.store.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.CacheStore.Lookup;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.internal.telemetry.StoreUse;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The deadlines of calls, and what remains of them. */
class PendingCallsTest {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Scheduler timer = new Scheduler("pending-calls-test");

    @AfterEach
    void close() {
        timer.close();
    }

    private StoreGuard guard(Duration limit) {
        return new StoreGuard(
                StoreUse.CACHE,
                limit,
                new SilenceDetector(timer, () -> CompletableFuture.completedFuture("pong")),
                Telemetry.NONE,
                System::nanoTime,
                true,
                CompletableFuture::new);
    }

    @Test
    void calls_madeOneAfterTheOther_allEndAtTheirDeadlines() throws InterruptedException {
        StoreGuard guard = guard(SHORT);
        List<CompletableFuture<String>> calls = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            calls.add(guard.call(CompletableFuture::new));
            TimeUnit.MILLISECONDS.sleep(10);
        }

        assertThat(calls).allSatisfy(call -> assertThat(call)
                .failsWithin(SOON)
                .withThrowableThat()
                .havingRootCause()
                .isInstanceOf(TimeoutException.class));
    }

    /** Whoever waits for the store itself, and not for the deadline, must still get its late answer. */
    @Test
    void task_afterALateAnswer_runsTwiceAndLeavesTheAnswerToOthers() {
        CompletableFuture<String> late = new CompletableFuture<>();
        AtomicInteger runs = new AtomicInteger();
        CompletionStage<String> answer = Answers.whenAnswered(
                Answers.whenAnswered(guard(SHORT).call(() -> late), () -> {}), runs::incrementAndGet);

        assertThat(answer).failsWithin(SOON);
        assertThat(runs).hasValue(1);
        assertThat(Answers.untimed(answer)).isNotDone();
        late.complete("late");

        assertThat(Answers.untimed(answer)).isCompletedWithValue("late");
        assertThat(runs).hasValue(2);
    }

    @Test
    void task_afterAnAnswerInTime_runsBeforeItsCaller() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        List<String> order = new ArrayList<>();
        CompletionStage<Void> caller = Answers.whenAnswered(guard(LONG).call(() -> answer), () -> order.add("task"))
                .thenAccept(value -> order.add("caller"));

        answer.complete("in time");

        assertThat(caller).succeedsWithin(SOON);
        assertThat(order).startsWith("task").endsWith("caller");
    }

    @Test
    void call_behindOneThatIsAnswered_endsAtItsDeadline() {
        StoreGuard guard = guard(SHORT);
        CompletableFuture<String> answer = new CompletableFuture<>();
        CompletableFuture<String> answered = guard.call(() -> answer);
        CompletableFuture<String> late = guard.call(CompletableFuture::new);

        answer.complete("answer");

        assertThat(answered).isCompletedWithValue("answer");
        assertThat(late).failsWithin(SOON);
    }

    @Test
    void result_ofACallThatHasEnded_isNotKeptBehindOneThatHasNot() {
        StoreGuard guard = guard(LONG);
        CompletableFuture<byte[]> slow = guard.call(CompletableFuture::new);
        WeakReference<byte[]> result = resultOfACall(guard);

        await().atMost(SOON).until(() -> {
            System.gc();
            return result.get() == null;
        });
        assertThat(slow).isNotDone();
    }

    private static WeakReference<byte[]> resultOfACall(StoreGuard guard) {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        CompletableFuture<byte[]> call = guard.call(() -> answer);
        byte[] result = new byte[1 << 20];
        answer.complete(result);
        assertThat(call).isCompletedWithValue(result);
        return new WeakReference<>(result);
    }

    /**
     * Application code that depends on missed deadlines may block all threads: whoever waits by itself does not need
     * one.
     */
    @Test
    void waiter_whileCodeOfApplicationsBlocks_endsAtTheDeadline() {
        StoreGuard guard = guard(SHORT);
        CountDownLatch never = new CountDownLatch(1);
        List<? extends CompletableFuture<?>> blocking = IntStream.range(0, 200)
                .mapToObj(i -> guard.<String>call(CompletableFuture::new)
                        .exceptionally(failure -> Thread.currentThread().getName() + blockOn(never)))
                .toList();
        await().atMost(SOON)
                .until(() -> never.getCount() == 1
                        && Thread.getAllStackTraces().keySet().stream()
                                .anyMatch(thread -> thread.getName().equals("pending-calls-test-callbacks")));
        // another guard: the circuit of the first one is open
        StoreGuard other = guard(SHORT);
        long began = System.nanoTime();

        assertThatThrownBy(() -> Answers.await(
                        other.<String>call(CompletableFuture::new).thenApply(answer -> answer + " and more")))
                .isInstanceOf(StoreException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
        never.countDown();
        assertThat(CompletableFuture.allOf(blocking.toArray(CompletableFuture<?>[]::new)))
                .succeedsWithin(LONG);
    }

    private static String blockOn(CountDownLatch latch) {
        try {
            return latch.await(60, TimeUnit.SECONDS) ? " went on" : " gave up";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return " was interrupted";
        }
    }

    @Test
    void answer_thatComesTooLate_isStillToBeHad() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        CompletableFuture<String> call = guard(SHORT).call(() -> answer);
        assertThat(call).failsWithin(SOON);

        answer.complete("late");

        assertThat(Answers.untimed(call)).isCompletedWithValue("late");
    }

    @Test
    void lease_grantedAfterTheDeadline_isGivenBack() {
        CacheStore store = new EmbeddedStore(() -> Instant.EPOCH).cache();
        CacheEntry entry = new CacheEntry.Cached("products", "key");
        CompletableFuture<Void> delay = new CompletableFuture<>();
        StoreGuard guard = guard(SHORT);
        CompletionStage<Lookup> call = new GuardedCacheStore(new DelayedCacheStore(store, delay), guard, guard)
                .readOrLease(entry, "mine", LONG);
        assertThat(call).failsWithin(SOON);

        delay.complete(null);

        assertThat(store.readOrLease(entry, "other", LONG))
                .isCompletedWithValueMatching(lookup -> lookup instanceof Lookup.Granted);
    }
}
