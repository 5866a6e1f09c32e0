package io.boosterbeacon.redis.internal.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.AuditSettings;
import io.boosterbeacon.redis.internal.store.AuditPosition;
import io.boosterbeacon.redis.internal.store.AuditTrail;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.AuditFilter;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.revocation.AuditCounts;
import io.boosterbeacon.redis.revocation.AuditEntry;
import io.boosterbeacon.redis.testing.HandMovedClock;
import io.boosterbeacon.redis.testing.LogLines;
import io.boosterbeacon.redis.testing.ThrowingLog;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many rejected requests are counted and recorded, whatever becomes of the batches. */
class RejectionRecorderTest {
    private enum Answer {
        GIVEN,
        /** The store has done it, and the answer was lost. */
        LOST,
        /** The store has done nothing. */
        DOWN,
        REFUSED,
        /** The store answers when the test says so. */
        PENDING,
        /** The store throws. */
        THROWN
    }

    private static final Duration LONG = Duration.ofSeconds(20);

    private final HandMovedClock clock = new HandMovedClock();
    private final EmbeddedStore embedded = new EmbeddedStore(clock);
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> pending = new ConcurrentLinkedQueue<>();
    private final AtomicInteger sent = new AtomicInteger();
    private final RevocationAuditStore store = new Store(embedded.revocationAudit());
    private final AuditSettings settings = new AuditSettings(true, 10_000, Duration.ofDays(1), 10, "node-1");
    private final RejectionRecorder recorder = new RejectionRecorder(
            store, settings, new AuditLog(new AuditLines(new Json()), "node-1", clock), clock::nanos);

    /** Answers in a way that the test chooses. */
    private final class Store implements RevocationAuditStore {
        private final RevocationAuditStore real;

        Store(RevocationAuditStore real) {
            this.real = real;
        }

        @Override
        public CompletionStage<Page> find(
                AuditFilter filter, Optional<AuditPosition> after, int limit, Duration retention) {
            return real.find(filter, after, limit, retention);
        }

        @Override
        public CompletionStage<Boolean> reject(RejectedRequests batch, AuditTrail trail) {
            Answer answer = Optional.ofNullable(answers.poll()).orElse(Answer.GIVEN);
            sent.incrementAndGet();
            return switch (answer) {
                case PENDING -> {
                    CompletableFuture<Boolean> later = new CompletableFuture<>();
                    pending.add(() -> {
                        CompletionStage<Void> unused = real.reject(batch, trail).thenAccept(later::complete);
                    });
                    yield later;
                }
                case THROWN -> throw new IllegalStateException("as the test wants it");
                case GIVEN -> real.reject(batch, trail);
                case LOST -> real.reject(batch, trail).thenCompose(done -> failed(RedisErrorType.TIMEOUT_ERROR));
                case DOWN -> failed(RedisErrorType.CONNECTION_ERROR);
                case REFUSED -> failed(RedisErrorType.COMMAND_ERROR);
            };
        }

        @Override
        public CompletionStage<Boolean> prune(Duration retention) {
            return real.prune(retention);
        }

        private CompletionStage<Boolean> failed(RedisErrorType type) {
            return CompletableFuture.failedFuture(new StoreException(type, "as the test wants it", null));
        }

        @Override
        public CompletionStage<AuditCounts> counts() {
            return real.counts();
        }
    }

    @AfterEach
    void close() {
        embedded.close();
    }

    private void reject(int number) {
        for (int i = 0; i < number; i++) {
            reject("token-" + i);
        }
    }

    private void reject(String token) {
        recorder.tokenRejected(token, () -> List.of("user"), "GET", "/orders/{id}");
    }

    private AuditCounts counts() {
        return store.counts().toCompletableFuture().join();
    }

    private List<String> tokens() {
        return store
                .find(AuditFilter.ALL, Optional.empty(), 1_000, Duration.ofDays(1))
                .toCompletableFuture()
                .join()
                .entries()
                .stream()
                .map(AuditEntry::id)
                .toList();
    }

    private int entries() {
        return tokens().size();
    }

    private void flush(Answer... all) {
        answers.addAll(List.of(all));
        for (int i = 0; i < all.length; i++) {
            recorder.flush().join();
        }
    }

    @Test
    void flood_isCountedExactlyAndRecordedTenTimesASecond() {
        for (int second = 0; second < 5; second++) {
            reject(10_000);
            flush(Answer.GIVEN);
            clock.move(Duration.ofSeconds(1));
        }

        assertThat(counts()).isEqualTo(new AuditCounts(50_000, 50));
        assertThat(entries()).isEqualTo(50);
    }

    @Test
    void flood_ofManyThreads_isCountedExactly() throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 8; i++) {
            threads.execute(() -> {
                for (int part = 0; part < 10; part++) {
                    reject(1_000);
                    recorder.flush().join();
                }
            });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        flush(Answer.GIVEN);

        assertThat(counts()).isEqualTo(new AuditCounts(80_000, 10));
    }

    @Test
    void flood_isLoggedAsOftenAsItIsRecorded() {
        try (LogLines lines = new LogLines("io.boosterbeacon.redis.audit")) {
            reject(1_000);
            flush(Answer.GIVEN);

            assertThat(lines.all()).hasSize(11);
            assertThat(lines.all().subList(0, 10)).allSatisfy(line -> assertThat(line)
                    .contains("\"action\":\"REJECTED\"", "\"request\":\"GET /orders/{id}\""));
            assertThat(lines.all().get(10))
                    .isEqualTo("{\"action\":\"REJECTED\",\"unrecorded\":990,\"node\":\"node-1\"}");
        }
    }

    @Test
    void batch_whoseAnswerIsLost_isCountedOnce() {
        reject(100);
        flush(Answer.LOST);
        reject(5);
        flush(Answer.LOST, Answer.DOWN, Answer.GIVEN, Answer.GIVEN);

        assertThat(counts()).isEqualTo(new AuditCounts(105, 10));
        assertThat(entries()).isEqualTo(10);
    }

    @Test
    void store_thatIsDown_getsEverythingLater() {
        for (int second = 0; second < 300; second++) {
            reject(100);
            flush(Answer.DOWN);
            clock.move(Duration.ofSeconds(1));
        }
        flush(Answer.GIVEN, Answer.GIVEN);

        AuditCounts counts = counts();
        assertThat(counts.rejected()).isEqualTo(30_000);
        assertThat(counts.recorded()).as("what waits is bounded").isBetween(1_000L, 1_010L);
    }

    /** A refused batch has changed nothing: a Redis that was read-only, or full, gets the entries, too. */
    @Test
    void store_thatRefuses_getsEverythingLater() {
        reject(100);
        flush(Answer.REFUSED, Answer.THROWN, Answer.REFUSED);
        reject(1);
        flush(Answer.GIVEN, Answer.GIVEN);

        assertThat(counts()).isEqualTo(new AuditCounts(101, 10));
        assertThat(entries()).isEqualTo(10);
    }

    @Test
    void token_thatIsSentAllTheTime_hidesNoOther() {
        for (int i = 0; i < 1_000; i++) {
            reject("noisy");
        }
        reject("rare");
        flush(Answer.GIVEN);

        assertThat(counts()).isEqualTo(new AuditCounts(1_001, 2));
        assertThat(tokens()).containsExactly("rare", "noisy");
    }

    /** The hashes of a token are computed for each of them. */
    @Test
    void hashes_ofRequestsThatAreNotRecorded_areNotComputed() {
        AtomicInteger computed = new AtomicInteger();
        for (int i = 0; i < 1_000; i++) {
            recorder.tokenRejected(
                    "token-" + i,
                    () -> {
                        computed.incrementAndGet();
                        return List.of();
                    },
                    "GET",
                    "/");
        }

        assertThat(computed).hasValue(10);
    }

    @Test
    void answer_thatNeverComes_doesNotEndTheCount() {
        reject(3);
        answers.add(Answer.PENDING);
        CompletableFuture<?> first = recorder.flush();
        reject(4);
        assertThat(recorder.flush()).as("one batch at a time").isSameAs(first);
        assertThat(sent).hasValue(1);

        clock.move(Duration.ofSeconds(6));
        flush(Answer.GIVEN, Answer.GIVEN);
        assertThat(counts().rejected()).isEqualTo(7);

        reject(2);
        answers.add(Answer.PENDING);
        CompletableFuture<?> third = recorder.flush();
        pending.remove().run();
        assertThat(first).as("the late answer").isCompleted();
        assertThat(third).isNotCompleted();
        assertThat(recorder.flush()).isSameAs(third);
        pending.remove().run();
        assertThat(counts().rejected()).as("each once").isEqualTo(9);
    }

    @Test
    void logThatFails_doesNotEndTheCount() {
        try (ThrowingLog failing =
                new ThrowingLog("io.boosterbeacon.redis.audit", line -> line.contains("unrecorded"))) {
            reject(100);
            flush(Answer.GIVEN);
            assertThat(failing.thrown()).isOne();
        }
        reject(5);
        flush(Answer.GIVEN);

        assertThat(counts().rejected()).isEqualTo(105);
    }

    @Test
    void timer_sendsWhatHasGatheredWhateverBecomesOfIt() {
        answers.addAll(List.of(Answer.THROWN, Answer.DOWN));
        try (Scheduler timers = new Scheduler("rejections-test")) {
            recorder.start(timers);
            reject(3);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(counts()).isEqualTo(new AuditCounts(3, 3)));
        }
    }

    @Test
    void close_whileABatchIsOnItsWay_sendsTheRestAfterIt() {
        reject(3);
        answers.add(Answer.PENDING);
        CompletableFuture<?> unused = recorder.flush();
        reject(4);
        CompletableFuture<?> answer = CompletableFuture.runAsync(() -> {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            pending.remove().run();
        });

        recorder.close(LONG);

        assertThat(answer).succeedsWithin(Duration.ofSeconds(20));
        assertThat(counts().rejected()).isEqualTo(7);
    }

    @Test
    void close_whoseAnswersAreLost_sendsUntilOneArrives() {
        reject(3);
        answers.addAll(List.of(Answer.LOST, Answer.DOWN));

        recorder.close(LONG);

        assertThat(counts()).isEqualTo(new AuditCounts(3, 3));
        assertThat(sent).hasValue(3);
    }

    @Test
    void close_sendsWhatHasGathered() {
        reject(3);
        recorder.close();

        assertThat(counts()).isEqualTo(new AuditCounts(3, 3));
    }
}
