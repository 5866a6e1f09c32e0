package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.event.StoreDegraded;
import io.boosterbeacon.redis.event.StoreRecovered;
import io.boosterbeacon.redis.internal.concurrent.PoorThreads;
import io.boosterbeacon.redis.internal.concurrent.TaskThread;
import jakarta.enterprise.event.Event;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class EventPublisherTest {
    private final List<Object> fired = new CopyOnWriteArrayList<>();

    @SuppressWarnings("unchecked") // a proxy has no type arguments
    private Event<Object> event() {
        return (Event<Object>) Proxy.newProxyInstance(
                Event.class.getClassLoader(), new Class<?>[] {Event.class}, (proxy, method, arguments) -> {
                    fired.add(arguments[0]);
                    return null;
                });
    }

    /**
     * A call that notices an outage follows its failure policy, also on a machine that has no thread left for the news.
     */
    @Test
    void accept_whereNoThreadCanBeStarted_failsNoCaller() {
        PoorThreads threads = new PoorThreads(0);
        StoreDegraded degraded = new StoreDegraded("cache", RedisErrorType.TIMEOUT_ERROR);
        StoreRecovered recovered = new StoreRecovered("cache", Duration.ofSeconds(2));
        try (EventPublisher events = new EventPublisher(event(), new TaskThread(threads))) {
            assertThatCode(() -> events.accept(degraded)).doesNotThrowAnyException();
            threads.permit(1);

            events.accept(recovered);

            await().until(() -> fired.size() == 2);
            assertThat(fired).containsExactly(degraded, recovered);
        }
    }
}
