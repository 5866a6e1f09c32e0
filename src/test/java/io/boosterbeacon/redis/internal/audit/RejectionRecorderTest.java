package io.boosterbeacon.redis.internal.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.config.AuditSettings;
import io.boosterbeacon.redis.internal.store.AuditPosition;
import io.boosterbeacon.redis.internal.store.AuditTrail;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.AuditFilter;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.revocation.AuditCounts;
import io.boosterbeacon.redis.testing.HandMovedClock;
import io.boosterbeacon.redis.testing.LogLines;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
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
        REFUSED
    }

    private final HandMovedClock clock = new HandMovedClock();
    private final EmbeddedStore embedded = new EmbeddedStore(clock);
    private final Queue<Answer> answers = new ArrayDeque<>();
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
            return switch (answer) {
                case GIVEN -> real.reject(batch, trail);
                case LOST -> real.reject(batch, trail).thenCompose(done -> failed(RedisErrorType.TIMEOUT_ERROR));
                case DOWN -> failed(RedisErrorType.CONNECTION_ERROR);
                case REFUSED -> failed(RedisErrorType.COMMAND_ERROR);
            };
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
            recorder.tokenRejected("token", List.of("user"), "GET", "/orders/{id}");
        }
    }

    private AuditCounts counts() {
        return store.counts().toCompletableFuture().join();
    }

    private int entries() {
        return store.find(AuditFilter.ALL, Optional.empty(), 1_000, Duration.ofDays(1))
                .toCompletableFuture()
                .join()
                .entries()
                .size();
    }

    private void flush(Answer... all) {
        answers.addAll(List.of(all));
        for (int i = 0; i < all.length; i++) {
            recorder.flush().toCompletableFuture().join();
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
                    recorder.flush().toCompletableFuture().join();
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

    @Test
    void store_thatRefuses_getsTheCountLater() {
        reject(100);
        flush(Answer.REFUSED);
        reject(1);
        flush(Answer.GIVEN, Answer.GIVEN);

        assertThat(counts()).isEqualTo(new AuditCounts(101, 0));
    }

    @Test
    void close_sendsWhatHasGathered() {
        reject(3);
        recorder.close();

        assertThat(counts()).isEqualTo(new AuditCounts(3, 3));
    }
}
