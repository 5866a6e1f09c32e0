package io.boosterbeacon.redis.internal.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.store.Signals;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.lettuce.core.KillArgs;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Messages of a channel reach its listeners, who are told when some may have been lost. */
class RedisSignalsTest {
    private static RedisProcess server;
    private static Operator operator;
    private static Store store;

    @BeforeAll
    static void start() {
        server = RedisProcess.start();
        operator = new Operator(server.url());
        store = RedisStore.connect(Faults.options(server.url()), Telemetry.NONE);
    }

    @AfterAll
    static void stop() {
        store.close();
        operator.close();
        server.close();
    }

    private static final class Recording implements Signals.Listener {
        private final Queue<String> received = new ConcurrentLinkedQueue<>();
        private final AtomicInteger losses = new AtomicInteger();

        @Override
        public void received(String message) {
            received.add(message);
        }

        @Override
        public void lost() {
            losses.incrementAndGet();
        }
    }

    private static Recording subscribed(String channel) {
        Recording listener = new Recording();
        store.signals().subscribe(channel, listener);
        await().until(() -> listener.losses.get() == 1);
        return listener;
    }

    private static void publish(String channel, String message) {
        long unused = operator.redis().publish(channel, message);
    }

    @Test
    void listener_ofAChannel_receivesWhatIsSentThereAndNothingElse() {
        Recording listener = subscribed("beacon:one");
        Recording other = subscribed("beacon:other");

        publish("beacon:one", "täst");
        publish("beacon:other", "other");

        await().until(() -> listener.received.size() == 1 && other.received.size() == 1);
        assertThat(listener.received).containsExactly("täst");
        assertThat(other.received).containsExactly("other");
    }

    @Test
    void listener_afterAnInterruption_isToldOfItAndReceivesAgain() {
        Recording listener = subscribed("beacon:interrupted");

        long unused = operator.redis().clientKill(KillArgs.Builder.typePubsub());

        await().until(() -> listener.losses.get() == 2);
        publish("beacon:interrupted", "after");
        await().until(() -> listener.received.contains("after"));
    }
}
