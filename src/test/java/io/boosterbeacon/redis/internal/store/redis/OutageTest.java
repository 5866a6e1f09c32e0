package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.MINUTE;
import static io.boosterbeacon.redis.internal.store.redis.Faults.answers;
import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static io.boosterbeacon.redis.internal.store.redis.Faults.failure;
import static io.boosterbeacon.redis.internal.store.redis.Faults.tryAcquire;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.event.RedisConnected;
import io.boosterbeacon.redis.event.RedisDisconnected;
import io.boosterbeacon.redis.internal.cdi.CdiEvents;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.redis.Faults.Load;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.Alone;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.boosterbeacon.redis.testing.Requests;
import io.lettuce.core.KillArgs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server that dies, hangs or forgets while it is in use. */
class OutageTest {
    private static final Duration COMMAND_TIMEOUT = Duration.ofMillis(300);
    private static final CacheEntry ENTRY = new CacheEntry.Cached("products", "key");

    private final Queue<Object> events = new ConcurrentLinkedQueue<>();
    private final RedisProcess server = RedisProcess.start();
    private final RedisStore store =
            RedisStore.connect(Faults.options(server.url(), COMMAND_TIMEOUT), new CdiEvents(events::add));

    @AfterEach
    void stop() {
        server.thaw();
        store.close();
        server.close();
    }

    private void awaitEvents(Object... types) {
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(
                        () -> assertThat(events).extracting(Object::getClass).isEqualTo(List.of(types)));
    }

    @Alone
    @Test
    void calls_whileTheServerIsDead_failFastAndWorkAgainAfterItsRestart() {
        done(tryAcquire(store, "subject"));
        awaitEvents(RedisConnected.class);

        server.kill();
        awaitEvents(RedisConnected.class, RedisDisconnected.class);
        for (int i = 0; i < 50; i++) {
            long start = System.nanoTime();
            StoreException failure = failure(tryAcquire(store, "subject"));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(100));
            assertThat(failure.type()).isEqualTo(RedisErrorType.CONNECTION_ERROR);
            assertThat(failure).hasMessageContaining("127.0.0.1:" + server.port());
        }

        server.restart();
        await().atMost(Duration.ofSeconds(5)).until(() -> answers(store));
        done(tryAcquire(store, "subject"));
        assertThat(done(store.rateLimits().adjust("subject", "p", Requests.ANY, 0))
                        .count())
                .isEqualTo(1);
        awaitEvents(RedisConnected.class, RedisDisconnected.class, RedisConnected.class);
    }

    @Alone
    @Test
    void callsInFlight_whenTheServerDies_failAtOnce() {
        server.freeze();
        List<CompletionStage<?>> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiting.add(store.ping());
        }
        long start = System.nanoTime();
        server.kill();

        assertThat(waiting)
                .allSatisfy(call -> assertThat(failure(call).type()).isEqualTo(RedisErrorType.CONNECTION_ERROR));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(COMMAND_TIMEOUT);
        server.restart();
    }

    @Test
    void calls_whileTheServerHangs_timeOutAndWorkAgainAfterwards() {
        done(tryAcquire(store, "subject"));

        server.freeze();
        long start = System.nanoTime();
        assertThat(failure(tryAcquire(store, "subject")).type()).isEqualTo(RedisErrorType.TIMEOUT_ERROR);
        // Lettuce's clock ticks every 100 ms; the rest is for a busy machine
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(COMMAND_TIMEOUT, COMMAND_TIMEOUT.plusMillis(500));

        server.thaw();
        await().atMost(Duration.ofSeconds(5)).until(() -> answers(store));
        done(tryAcquire(store, "subject"));
    }

    @Test
    void scripts_flushedAllTheTimeUnderLoad_neverFail() {
        AtomicInteger flushes = new AtomicInteger();
        try (Operator operator = new Operator(server.url());
                RedisStore patient = RedisStore.connect(Faults.options(server.url()), Telemetry.NONE);
                Load load = new Load(16, patient)) {
            ScheduledExecutorService flusher = Executors.newSingleThreadScheduledExecutor();
            Future<?> flushing = flusher.scheduleAtFixedRate(
                    () -> {
                        operator.redis().scriptFlush();
                        flushes.incrementAndGet();
                    },
                    0,
                    100,
                    TimeUnit.MILLISECONDS);
            SharedStore.pass(Duration.ofSeconds(10));
            flushing.cancel(false);
            flusher.shutdown();

            assertThat(load.stop()).isEmpty();
            assertThat(load.answered()).isGreaterThan(500);
            assertThat(flushes).hasValueGreaterThan(80);
        }
    }

    @Test
    void flushall_underLoad_isSurvived() {
        try (Operator operator = new Operator(server.url());
                RedisStore patient = RedisStore.connect(Faults.options(server.url()), Telemetry.NONE);
                Load load = new Load(8, patient)) {
            for (int i = 0; i < 10; i++) {
                long before = load.answered();
                operator.redis().flushall();
                await().atMost(Duration.ofSeconds(5)).until(() -> load.answered() > before + 20);
            }

            assertThat(load.stop()).isEmpty();
        }
    }

    @Test
    void connections_killedUnderLoad_comeBack() {
        try (Operator operator = new Operator(server.url());
                Load load = new Load(8, store)) {
            for (int i = 0; i < 5; i++) {
                assertThat(operator.redis()
                                .clientKill(KillArgs.Builder.typeNormal().skipme(true)))
                        .isPositive();
                long before = load.answered();
                await().atMost(Duration.ofSeconds(5)).until(() -> load.answered() > before + 20);
            }

            assertThat(load.stop()).allSatisfy(failure -> assertThat(((StoreException) failure).type())
                    .isEqualTo(RedisErrorType.CONNECTION_ERROR));
        }
        assertThat(events).element(0).isInstanceOf(RedisConnected.class);
        assertThat(events).last().isInstanceOf(RedisConnected.class);
    }

    @Test
    void waiter_whoseConnectionIsKilled_isWokenAllTheSame() {
        done(store.cache().readOrLease(ENTRY, "holder", MINUTE));
        try (Operator operator = new Operator(server.url())) {
            CompletionStage<Void> end = store.cache().leaseEnd(ENTRY, MINUTE);
            assertThat(operator.redis().clientKill(KillArgs.Builder.typePubsub()))
                    .isPositive();
            done(store.cache().invalidate(List.of(ENTRY))); // perhaps while nobody listens
            assertThat(end).succeedsWithin(Duration.ofSeconds(5));

            await().atMost(Duration.ofSeconds(5)).until(() -> operator.redis()
                    .pubsubNumsub("beacon:cache:lease-end")
                    .containsValue(1L));
        }
        SharedStore.pass(Duration.ofMillis(100)); // for the news of the subscription, which wakes everybody
        done(store.cache().readOrLease(ENTRY, "holder", MINUTE));
        CompletionStage<Void> next = store.cache().leaseEnd(ENTRY, MINUTE);
        done(store.cache().invalidate(List.of(ENTRY)));
        assertThat(next).succeedsWithin(Duration.ofSeconds(5));
    }
}
