package io.boosterbeacon.redis.internal.store.redis.connection;

import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static io.boosterbeacon.redis.internal.store.redis.Faults.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.concurrent.TaskThread;
import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.store.redis.Faults;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DataConnectionsTest {
    private static final int MAX = 4;

    private final RedisProcess server = RedisProcess.start();
    private final RedisSettings options = Faults.options(server.url(), Duration.ofMillis(500));
    private final Channels channels = new Channels();
    private final ClientResources resources = RedisClients.resources(channels);
    private final Connector connector = new SingleConnector(options, null, resources);
    private final Scheduler timer = new Scheduler("data-connections-test");
    private final DataConnections connections = new DataConnections(
            () -> new Lane(
                    new ReconnectingLink<>(
                            () -> connector.connect(RedisConnection.CODEC),
                            connector::ping,
                            false,
                            timer,
                            channels,
                            ReconnectingLink.Watcher.NONE),
                    channels,
                    options.commandTimeout()),
            MAX);
    private final TaskThread eventThread = new TaskThread("test-events");
    private final RedisConnection redis =
            new RedisConnection(connections, new Outages("test", () -> {}, Telemetry.NONE, eventThread), "test");

    @BeforeEach
    void start() {
        done(connections.start(1));
    }

    @AfterEach
    void stop() {
        connections.close();
        timer.close();
        eventThread.close();
        connector.client().shutdown(0, 2, TimeUnit.SECONDS);
        resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        server.close();
    }

    private List<CompletableFuture<String>> pings(int count) {
        return IntStream.range(0, count).mapToObj(i -> ping()).toList();
    }

    private CompletableFuture<String> ping() {
        return redis.send(new PendingCommand<>(
                CommandType.PING,
                new StatusOutput<>(RedisConnection.CODEC),
                new CommandArgs<>(RedisConnection.CODEC),
                "PING"));
    }

    @Test
    void connections_underLightLoad_stayFew() {
        for (int i = 0; i < 20; i++) {
            pings(60).forEach(Faults::done);
        }

        assertThat(connections.size()).isEqualTo(1);
    }

    @Test
    void connections_underHeavyLoad_growOneByOneToTheirMaximum() {
        List<CompletableFuture<String>> all = new ArrayList<>();
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            all.addAll(pings(2_000));
            return connections.size() == MAX;
        });
        all.addAll(pings(2_000));
        all.forEach(each -> each.handle((pong, failure) -> failure).join());

        assertThat(connections.size()).isEqualTo(MAX);
        done(ping());
    }

    @Test
    void load_ofCallsThatFailed_isForgotten() {
        server.freeze();
        List<CompletableFuture<String>> timedOut = pings(60);
        timedOut.subList(0, 20).forEach(call -> call.cancel(true));
        timedOut.subList(20, 60).forEach(Faults::failure);
        List<CompletableFuture<String>> lost = pings(60);
        server.kill();
        lost.forEach(Faults::failure);
        for (int i = 0; i < 200; i++) {
            failure(ping()); // rejected
        }
        assertThat(failure(ping())).hasMessageContaining("Not connected");
        server.restart();
        await().atMost(Duration.ofSeconds(10)).until(() -> connections.pick() != null);

        for (int i = 0; i < 100; i++) {
            // refused by the client itself, thrown or completed
            failure(redis.call("PING", connection -> {
                throw new IllegalStateException("refused");
            }));
        }
        pings(60).forEach(Faults::done);

        assertThat(connections.size()).isEqualTo(1);
    }
}
