package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.answers;
import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static io.boosterbeacon.redis.internal.store.redis.Faults.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.event.RedisDisconnected;
import io.boosterbeacon.redis.internal.cdi.CdiEvents;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.boosterbeacon.redis.testing.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A network that fails while both ends live. */
class NetworkTest {
    private static final Duration COMMAND_TIMEOUT = Duration.ofMillis(300);
    private static final CacheEntry ENTRY = new CacheEntry.Plain("key");

    private final Queue<Object> events = new ConcurrentLinkedQueue<>();
    private final TcpProxy network = new TcpProxy(RedisProcess.shared().port());
    private final RedisStore store = RedisStore.connect(
            Faults.options("redis://127.0.0.1:" + network.port(), COMMAND_TIMEOUT), new CdiEvents(events::add));

    @AfterEach
    void stop() {
        store.close();
        network.close();
    }

    @Test
    void connections_cutInSilence_areReplaced() {
        done(store.ping());
        int before = network.accepted();

        network.muteAll();
        assertThat(failure(store.ping()).type()).isEqualTo(RedisErrorType.TIMEOUT_ERROR);

        await().atMost(Duration.ofSeconds(5)).until(() -> answers(store));
        assertThat(network.accepted()).isGreaterThan(before);
        await().untilAsserted(() -> assertThat(events)
                .filteredOn(RedisDisconnected.class::isInstance)
                .first()
                .asString()
                .contains("no answer to a heartbeat"));
    }

    @Test
    void connections_whoseAnswersComeSlowly_areKept() {
        done(store.keyValues().set("large", new byte[4_096], null));
        int before = network.accepted();
        network.slowDown();

        // three seconds, in which each heartbeat waits behind them for longer than a command may take
        List<CompletionStage<Optional<byte[]>>> reads = IntStream.range(0, 8)
                .mapToObj(i -> store.keyValues().get("large"))
                .toList();

        assertThat(reads).last().satisfies(late -> assertThat(failure(late).type())
                .isEqualTo(RedisErrorType.TIMEOUT_ERROR));
        SharedStore.pass(Duration.ofSeconds(4));
        done(store.ping());
        assertThat(network.accepted()).isEqualTo(before);
    }

    @Test
    void pushes_cutInSilence_comeThroughAgain() {
        network.muteAll();
        await().atMost(Duration.ofSeconds(5)).until(() -> answers(store));

        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            done(store.cache().readOrLease(ENTRY, "holder", Duration.ofMinutes(1)));
            CompletionStage<Void> end = store.cache().leaseEnd(ENTRY, Duration.ofSeconds(2));
            done(store.cache().invalidate(List.of(ENTRY)));
            assertThat(end).succeedsWithin(Duration.ofMillis(500));
        });
    }

    @Test
    void peer_thatHangsUpAtOnce_isNotAskedInALoop() {
        network.hangUp(true);
        int before = network.accepted();
        SharedStore.pass(Duration.ofSeconds(5));

        // three connections, each with pauses that double up to 1 s
        assertThat(network.accepted() - before).isBetween(3, 45);
        network.hangUp(false);
        await().atMost(Duration.ofSeconds(5)).until(() -> answers(store));
    }
}
