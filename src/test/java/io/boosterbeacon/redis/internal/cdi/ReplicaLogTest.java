package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.testing.LogLines;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.boosterbeacon.redis.testing.Requests;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import jakarta.enterprise.event.Event;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** A master that has become a replica, and stays one, under constant use. */
class ReplicaLogTest {
    private static final Duration REPLICA_FOR = Duration.ofSeconds(12);

    @SuppressWarnings("unchecked") // a proxy has no type arguments
    private static Event<Object> nobody() {
        return (Event<Object>) Proxy.newProxyInstance(
                Event.class.getClassLoader(), new Class<?>[] {Event.class}, (proxy, method, arguments) -> null);
    }

    @Test
    void replica_thatStaysOne_isWarnedOfOnceInTenSeconds() {
        try (RedisProcess server = RedisProcess.start();
                LogLines lines = new LogLines("io.boosterbeacon.redis");
                EventPublisher events = new EventPublisher(nobody());
                Store store = StoreFactory.create(
                        settings(server).redis(), null, new CdiEvents(events), InstantSource.system())) {
            assertThat(writes(store)).isTrue();
            replicaOf(server, "127.0.0.1", 1);
            long began = System.nanoTime();

            await().atMost(REPLICA_FOR.multipliedBy(5))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        assertThat(writes(store)).isFalse();
                        return System.nanoTime() - began > REPLICA_FOR.toNanos();
                    });

            // the first connection, and for each of two warnings the connection after it
            assertThat(lines.all()).isNotEmpty().hasSizeLessThanOrEqualTo(5).anySatisfy(line -> assertThat(line)
                    .contains("read-only replica"));
        }
    }

    private static Settings settings(RedisProcess server) {
        return Settings.read(
                name -> name.equals("redis.url") ? Optional.of(server.url()) : Optional.empty(), problem -> {
                    throw problem;
                });
    }

    private static boolean writes(Store store) {
        try {
            store.rateLimits()
                    .tryAcquire("s", List.of(Requests.of("p", 1_000_000, Duration.ofMinutes(1), 1)))
                    .toCompletableFuture()
                    .join();
            return true;
        } catch (CompletionException e) {
            return false;
        }
    }

    private static void replicaOf(RedisProcess server, String host, int port) {
        RedisClient client = RedisClient.create(server.url());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            connection.sync().replicaof(host, port);
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
    }
}
