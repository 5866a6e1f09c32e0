package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.MINUTE;
import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static io.boosterbeacon.redis.internal.store.redis.Faults.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.event.RedisConnected;
import io.boosterbeacon.redis.internal.cdi.CdiEvents;
import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.config.RedisUrl;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.testing.Ports;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.boosterbeacon.redis.testing.Requests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisStoreCloseTest {
    private static final List<String> OURS =
            List.of("lettuce", "netty", "redisson", "beacon-redis", "globaleventexecutor");
    private static final CacheEntry ENTRY = new CacheEntry.Plain("key");

    private final Queue<Object> events = new ConcurrentLinkedQueue<>();
    private final RedisProcess server = RedisProcess.start();
    private final Set<Thread> before = Thread.getAllStackTraces().keySet();

    @AfterEach
    void stop() {
        server.close();
    }

    private RedisStore connected() {
        RedisStore store = RedisStore.connect(Faults.options(server.url(), MINUTE), new CdiEvents(events::add));
        done(store.ping());
        return store;
    }

    private Set<String> threadsLeft() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && !before.contains(thread))
                .map(thread -> thread.getName().toLowerCase(Locale.ROOT))
                .filter(name -> OURS.stream().anyMatch(name::contains))
                .collect(Collectors.toSet());
    }

    private void awaitNoThreads() {
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(threadsLeft()).isEmpty());
    }

    private static void assertClosed(RedisStore store) {
        Stream.<CompletionStage<?>>of(
                        store.ping(),
                        store.keyValues().get("key"),
                        store.rateLimits().adjust("subject", "p", Requests.ANY, 0),
                        store.cache().invalidate(List.of(ENTRY)),
                        store.revocations().find(TokenQuery.of(List.of("token"), List.of())))
                .forEach(call -> {
                    assertThat(call.toCompletableFuture()).isDone();
                    StoreException failure = failure(call);
                    assertThat(failure.type()).isEqualTo(RedisErrorType.CONNECTION_ERROR);
                    assertThat(failure).hasMessageContaining("closed");
                });
        assertThat(store.cache().leaseEnd(ENTRY, MINUTE).toCompletableFuture()).isDone();
    }

    @Test
    void close_ofAUsedStore_endsItsThreadsAndItsWork() {
        RedisStore store = connected();
        done(store.cache().readOrLease(ENTRY, "holder", MINUTE));
        await().until(() -> events.size() == 1);
        assertThat(threadsLeft()).isNotEmpty();

        store.close();

        assertClosed(store);
        awaitNoThreads();
        store.close();
        assertClosed(store);
        assertThat(events).hasSize(1).allMatch(RedisConnected.class::isInstance);
    }

    @Test
    void close_whileSomebodyWaits_letsThemGo() {
        RedisStore store = connected();
        done(store.cache().readOrLease(ENTRY, "holder", MINUTE));
        CompletionStage<Void> end = store.cache().leaseEnd(ENTRY, MINUTE);
        server.freeze();
        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            calls.add(store.ping().toCompletableFuture());
        }

        store.close();
        server.thaw();

        assertThat(end).succeedsWithin(Duration.ofSeconds(5));
        assertThat(calls)
                .allSatisfy(call -> assertThat(failure(call).type()).isEqualTo(RedisErrorType.CONNECTION_ERROR));
        awaitNoThreads();
    }

    @Test
    void close_withoutAServer_endsTheAttempts() {
        RedisStore never = RedisStore.connect(
                Faults.options("redis://127.0.0.1:" + Ports.free(), MINUTE), new CdiEvents(events::add));
        RedisStore lost = connected();
        server.kill();
        await().until(() -> !Faults.answers(lost));

        never.close();
        lost.close();

        assertClosed(never);
        assertClosed(lost);
        awaitNoThreads();
    }

    @Test
    void connect_thatIsRefused_leavesNoThreads() {
        RedisUrl unchecked = new RedisUrl(
                false, List.of(new RedisUrl.Host("127.0.0.1", 70_000)), 0, Optional.empty(), Optional.empty());
        RedisSettings options = Faults.options(unchecked, RedisSettings.Shape.STANDALONE, Duration.ofSeconds(3));

        assertThatThrownBy(() -> RedisStore.connect(options, new CdiEvents(events::add)))
                .isInstanceOf(IllegalArgumentException.class);

        awaitNoThreads();
    }

    @Test
    void close_ofAnInterruptedThread_endsTheThreadsAndKeepsTheFlag() {
        RedisStore store = connected();

        Thread.currentThread().interrupt();
        store.close();

        assertThat(Thread.interrupted()).isTrue();
        assertClosed(store);
        awaitNoThreads();
    }
}
