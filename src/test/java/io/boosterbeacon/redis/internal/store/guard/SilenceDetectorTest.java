package io.boosterbeacon.redis.internal.store.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.RevocationStore.Copies;
import io.boosterbeacon.redis.internal.store.RevocationStore.Stored;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.telemetry.StoreUse;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.Alone;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the calls of one use find out about a silent store serves all others. */
@Alone
class SilenceDetectorTest {
    private static final CompletableFuture<String> ANSWER = CompletableFuture.completedFuture("answer");
    private static final Duration LONG = Duration.ofSeconds(30);
    /** A second, and what a busy machine takes. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Scheduler scheduler = new Scheduler("silenceDetector-test");
    private volatile Supplier<CompletableFuture<String>> ping = CompletableFuture::new;
    private final SilenceDetector silenceDetector = new SilenceDetector(scheduler, () -> ping.get());
    private final StoreGuard commands = guard(StoreUse.COMMANDS, LONG);
    private final StoreGuard limits = guard(StoreUse.RATE_LIMIT, Duration.ofMillis(50));

    private StoreGuard guard(StoreUse use, Duration limit) {
        return new StoreGuard(
                use, limit, silenceDetector, Telemetry.NONE, System::nanoTime, false, CompletableFuture::new);
    }

    @AfterEach
    void close() {
        scheduler.close();
    }

    private static StoreException failure(StoreGuard guard) {
        return catchThrowableOfType(StoreException.class, () -> Answers.await(guard.call(CompletableFuture::new)));
    }

    private void silence() {
        CompletableFuture<String> unused = commands.call(CompletableFuture::new);
        await().atMost(SOON).until(silenceDetector::isSilent);
    }

    @Test
    void call_thatWaitsForASilentStore_isLetGoLongBeforeItsDeadline() {
        long began = System.nanoTime();

        StoreException failure = failure(commands);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(Duration.ofMillis(400), SOON);
        assertThat(failure.type()).isEqualTo(RedisErrorType.TIMEOUT_ERROR);
        assertThat(failure).hasMessageContaining("silent");
    }

    /** A store whose revocations take their time to reach others. */
    private GuardedRevocationStore waitingFor(CompletableFuture<Copies> copies) {
        RevocationStore store = (RevocationStore) Proxy.newProxyInstance(
                RevocationStore.class.getClassLoader(),
                new Class<?>[] {RevocationStore.class},
                (proxy, method, args) -> copies);
        return new GuardedRevocationStore(store, limits);
    }

    /** Waiting for replicas may take longer than a call, but not longer than the store answers. */
    @Test
    void waitForReplicas_ofAStoreThatGoesSilent_endsWithIt() {
        GuardedRevocationStore store = waitingFor(new CompletableFuture<>());
        Stored stored = Stored.mark("id", Instant.EPOCH);

        Copies copies = Answers.await(store.copies(stored, 1, false));
        Copies whileSilent = Answers.await(store.copies(stored, 1, false));

        assertThat(copies.replicas()).isZero();
        assertThat(copies.problem()).contains("silent");
        assertThat(whileSilent.problem()).contains("has not answered of late");
    }

    @Test
    void waitForReplicas_ofAStoreThatAnswersPings_goesOn() {
        AtomicInteger pings = new AtomicInteger();
        ping = () -> {
            pings.incrementAndGet();
            return ANSWER;
        };
        CompletableFuture<Copies> others = new CompletableFuture<>();
        CompletableFuture<Copies> copies = waitingFor(others)
                .copies(Stored.mark("id", Instant.EPOCH), 1, false)
                .toCompletableFuture();

        await().atMost(LONG).until(() -> pings.get() > 3);
        assertThat(copies).isNotDone();
        others.complete(new Copies(1, false, ""));

        assertThat(copies).succeedsWithin(SOON).isEqualTo(new Copies(1, false, ""));
    }

    @Test
    void calls_ofEveryUse_areRefusedWhileTheStoreIsSilent() {
        StoreException late = failure(limits);
        assertThat(late).hasMessageContaining("within 50 ms");
        await().atMost(SOON).until(silenceDetector::isSilent);

        StoreException refused = catchThrowableOfType(
                StoreException.class,
                () -> Answers.await(commands.call(() -> {
                    throw new AssertionError("the store is not asked");
                })));

        assertThat(refused.type()).isEqualTo(RedisErrorType.CONNECTION_ERROR);
        assertThat(refused).hasMessageContaining("commands").hasMessageContaining("has not answered of late");
    }

    @Test
    void calls_afterAPingWasAnswered_areMadeAgain() {
        silence();

        ping = () -> ANSWER;

        await().atMost(SOON).until(() -> !silenceDetector.isSilent());
        assertThat(Answers.await(commands.call(() -> ANSWER))).isEqualTo("answer");
    }

    @Test
    void calls_afterALateAnswer_areMadeAgainAtOnce() {
        CompletableFuture<String> frozen = new CompletableFuture<>();
        CompletableFuture<String> call = commands.call(() -> frozen);
        await().atMost(SOON).until(silenceDetector::isSilent);
        assertThat(call).failsWithin(SOON);

        frozen.complete("thawed");

        assertThat(Answers.await(commands.call(() -> ANSWER))).isEqualTo("answer");
    }

    @Test
    void slowCall_ofAStoreThatAnswersPings_isWaitedFor() throws Exception {
        ping = () -> ANSWER;
        CompletableFuture<String> slow = new CompletableFuture<>();
        CompletableFuture<String> call = commands.call(() -> slow);

        TimeUnit.SECONDS.sleep(2);

        assertThat(call).isNotDone();
        slow.complete("at last");
        assertThat(call).succeedsWithin(SOON).isEqualTo("at last");
    }

    /** One dead master of a cluster, or one connection whose ping is stuck behind a large answer. */
    @Test
    void slowCall_whileOthersAreAnswered_isWaitedFor() throws Exception {
        CompletableFuture<String> call = commands.call(CompletableFuture::new);

        for (int i = 0; i < 40; i++) {
            assertThat(Answers.await(limits.call(() -> ANSWER))).isEqualTo("answer");
            TimeUnit.MILLISECONDS.sleep(50);
        }

        assertThat(silenceDetector.isSilent()).isFalse();
        assertThat(call).isNotDone();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void store_thatIsNotConnected_isNotSilent(boolean thrown) throws Exception {
        StoreException notConnected = new StoreException(RedisErrorType.CONNECTION_ERROR, "not connected", null);
        ping = () -> {
            if (thrown) {
                throw notConnected;
            }
            return CompletableFuture.failedFuture(notConnected);
        };
        CompletableFuture<String> call = commands.call(CompletableFuture::new);

        TimeUnit.SECONDS.sleep(2);

        assertThat(silenceDetector.isSilent()).isFalse();
        assertThat(call).isNotDone();
    }

    @Test
    void pingThatTimesOutByItself_isNoSignOfLife() {
        ping = () -> CompletableFuture.failedFuture(new StoreException(RedisErrorType.TIMEOUT_ERROR, "late", null));

        silence();

        assertThat(failure(commands).type()).isEqualTo(RedisErrorType.CONNECTION_ERROR);
    }

    /** Application code that hangs on the calls let go may block: those who wait by themselves do not wait for it. */
    @Test
    void waitingCalls_whileCodeOfApplicationsBlocks_areLetGo() {
        CountDownLatch never = new CountDownLatch(1);
        List<CompletableFuture<Object>> blocking = IntStream.range(0, 200)
                .mapToObj(i -> commands.<String>call(CompletableFuture::new).handle((result, failure) -> {
                    try {
                        return never.await(60, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        return false;
                    }
                }))
                .map(stage -> stage.thenApply(done -> (Object) done))
                .toList();

        long began = System.nanoTime();
        StoreException failure = failure(commands);

        assertThat(failure).hasMessageContaining("silent");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
        never.countDown();
        assertThat(CompletableFuture.allOf(blocking.toArray(CompletableFuture<?>[]::new)))
                .succeedsWithin(LONG);
    }

    @Test
    void guards_thatAreClosed_letNobodyWait() {
        CompletableFuture<String> call = commands.call(CompletableFuture::new);

        scheduler.close();

        assertThat(call).failsWithin(SOON);
    }
}
