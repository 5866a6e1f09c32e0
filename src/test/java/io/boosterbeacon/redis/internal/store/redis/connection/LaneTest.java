package io.boosterbeacon.redis.internal.store.redis.connection;

import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static io.boosterbeacon.redis.internal.store.redis.Faults.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.store.redis.Faults;
import io.boosterbeacon.redis.internal.store.redis.script.Commands;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.resource.ClientResources;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Callers only enqueue: what they are promised of order, of bounds and of ends must hold all the same. */
class LaneTest {
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private final RedisProcess server = RedisProcess.start();
    private final RedisSettings options = Faults.options(server.url(), TIMEOUT);
    private final Channels channels = new Channels();
    private final ClientResources resources = RedisClients.resources(channels);
    private final Connector connector = new SingleConnector(options, null, resources);
    private final Scheduler timer = new Scheduler("lane-test");
    private final ReconnectingLink<StatefulConnection<String, byte[]>> link = new ReconnectingLink<>(
            () -> connector.connect(RedisConnection.CODEC),
            connector::ping,
            false,
            timer,
            channels,
            ReconnectingLink.Watcher.NONE);
    private final Lane lane = new Lane(link, channels, TIMEOUT);

    @BeforeEach
    void start() {
        done(lane.start());
        await().until(lane::isOpen);
    }

    @AfterEach
    void stop() throws Exception {
        lane.close();
        connector.client().shutdown();
        resources.shutdown(0, 1, TimeUnit.SECONDS).await();
        timer.close();
        server.close();
    }

    private CompletableFuture<Long> increment(String key) {
        PendingCommand<Long> command = Commands.number(CommandType.INCR, key);
        lane.send(command);
        return command.answer();
    }

    private CompletableFuture<byte[]> get(String key) {
        return lane.call(
                "GET", connection -> RedisConnection.commands(connection).get(key));
    }

    @Test
    void commands_ofEachThread_areAnsweredInTheirOrder() {
        List<Thread> threads = new ArrayList<>();
        List<List<CompletableFuture<Long>>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String key = "counter-" + i;
            List<CompletableFuture<Long>> own = new ArrayList<>();
            answers.add(own);
            threads.add(new Thread(() -> IntStream.range(0, 1_500).forEach(n -> own.add(increment(key))), key));
        }
        threads.forEach(Thread::start);
        threads.forEach(LaneTest::join);

        for (List<CompletableFuture<Long>> own : answers) {
            for (int n = 0; n < own.size(); n++) {
                assertThat(done(own.get(n))).isEqualTo(n + 1L);
            }
        }
        await().until(() -> lane.load() == 0);
    }

    /** Also where those are so many that they go in portions. */
    @Test
    void question_afterCommandsOfTheSameThread_seesWhatTheyHaveDone() {
        long start = System.nanoTime();
        for (int round = 1; round <= 5; round++) {
            CompletableFuture<Long> last = new CompletableFuture<>();
            for (int n = 0; n < 3_000; n++) {
                last = increment("mine");
            }
            byte[] seen = done(get("mine"));
            assertThat(new String(seen, StandardCharsets.US_ASCII))
                    .isEqualTo(Long.toString(done(last)))
                    .isEqualTo(Long.toString(round * 3_000L));
        }
        // the event loop does not spin until the commands before have been sent, which took a second for each portion
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void command_withoutAReply_failsAfterTheTimeoutAndLeavesRoom() {
        server.freeze();
        long start = System.nanoTime();
        List<CompletableFuture<Long>> answers =
                IntStream.range(0, 1_000).mapToObj(n -> increment("late")).toList();

        for (CompletableFuture<Long> answer : answers) {
            assertThat(failure(answer).type()).isEqualTo(RedisErrorType.TIMEOUT_ERROR);
        }

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(TIMEOUT.minusMillis(20), TIMEOUT.plusSeconds(5));
        assertThat(lane.load()).isZero();
        server.thaw();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(done(increment("late"))).isGreaterThan(1_000));
    }

    @Test
    void answers_areReadBeforeAllCommandsAreSent() {
        List<PendingCommand<Long>> commands = IntStream.range(0, Lane.CAPACITY)
                .mapToObj(i -> Commands.number(CommandType.INCR, "flood"))
                .toList();
        PendingCommand<Long> last = commands.get(commands.size() - 1);
        CompletableFuture<Boolean> lastWasSent =
                commands.get(0).answer().thenApply(first -> last.isSent()).toCompletableFuture();
        CountDownLatch enqueued = new CountDownLatch(1);
        EventLoop loop = Objects.requireNonNull(channels.eventLoop(Objects.requireNonNull(link.open())));
        loop.execute(() -> awaitCount(enqueued));

        commands.forEach(lane::send);
        enqueued.countDown();

        assertThat(lastWasSent).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(false);
    }

    private static void awaitCount(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void command_beyondTheCapacity_isRefusedAtOnce() {
        server.freeze();
        List<CompletableFuture<Long>> answers = IntStream.range(0, Lane.CAPACITY + 10)
                .mapToObj(n -> increment("many"))
                .toList();

        assertThat(answers.subList(Lane.CAPACITY, answers.size()))
                .allSatisfy(answer -> assertThat(failure(answer).type()).isEqualTo(RedisErrorType.CONNECTION_ERROR));
        server.thaw();
    }

    @Test
    void command_afterTheEventLoopsHaveEnded_fails() throws Exception {
        connector.client().shutdown();
        resources.shutdown(0, 1, TimeUnit.SECONDS).await();

        assertThat(failure(increment("after")).type()).isEqualTo(RedisErrorType.CONNECTION_ERROR);
        assertThat(lane.load()).isZero();
    }

    /** Between a look at the connection and the use of its event loop. */
    @Test
    void command_ofAnEventLoopThatHasJustEnded_fails() {
        EventLoopGroup ended = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        ended.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        PendingCommand<Long> command = Commands.number(CommandType.INCR, "late");

        new SendQueue(link, TIMEOUT).add(command, ended.next());

        assertThat(failure(command.answer()).type()).isEqualTo(RedisErrorType.CONNECTION_ERROR);
    }

    private static void join(Thread thread) {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(60));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
