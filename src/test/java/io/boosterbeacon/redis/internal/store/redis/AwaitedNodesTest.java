package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static io.boosterbeacon.redis.internal.store.redis.ReplicaNode.HOUR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.store.RevocationStore.Known;
import io.boosterbeacon.redis.testing.Alone;
import io.boosterbeacon.redis.testing.Marks;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.boosterbeacon.redis.testing.TempFolder;
import io.lettuce.core.KillArgs;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Three nodes, two of them in JVMs of their own, check tokens while one of them revokes these: after a revocation has
 * returned, nobody accepts the token, whatever happens. The failure policy is {@code closed}.
 */
@Alone
class AwaitedNodesTest {
    private static final int REVOCATIONS = Integer.getInteger("test.awaited.revocations", 800);
    private static final int THREADS = 16;
    private static final Duration PAUSE = Duration.ofMillis(1_500);
    /** A flush may hit what was revoked so long before. */
    private static final Duration IN_FLIGHT = Duration.ofSeconds(3);

    private final RedisProcess server = RedisProcess.start();
    private final Operator operator = new Operator(server.url());
    private final Path file = TempFolder.create("beacon-board").resolve("board");
    private final RevocationBoard board = new RevocationBoard(file);
    private final List<CheckingNode> others = new ArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS + 2);
    private ReplicaNode node;

    @BeforeEach
    void start() throws Exception {
        node = ReplicaNode.awaiting(server.url()).untilFresh();
        for (int number = 1; number <= 2; number++) {
            others.add(CheckingNode.start(server.url(), file, number));
        }
        await().atMost(Faults.MINUTE).until(() -> nodes() == 3 && board.accepted(2) > 0);
        // a new register is not believed before
        SharedStore.pass(
                ReplicaNode.settings(Duration.ofSeconds(1), true).freshness().multipliedBy(2));
    }

    @AfterEach
    void close() {
        others.forEach(CheckingNode::close);
        threads.shutdownNow();
        node.close();
        operator.close();
        server.close();
    }

    /** The number of nodes that have replicas. */
    private int nodes() {
        return done(node.store().revocationLog().orElseThrow().nodes()).nodes().size();
    }

    /** What is done while tokens are revoked. */
    private interface Disturbance {
        void run() throws Exception;
    }

    /** Revokes tokens, and checks the invariant until all of them are revoked and the disturbance has ended. */
    private void assertThatNobodyAcceptsWhatIsRevoked(Disturbance disturbance) throws Exception {
        Future<Integer> own = threads.submit(() -> CheckingNode.check(node, board, 0));
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> revoking = new ArrayList<>();
        List<Long> waits = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < THREADS; i++) {
            revoking.add(threads.submit(() -> {
                for (int token = next.getAndIncrement(); token < REVOCATIONS; token = next.getAndIncrement()) {
                    board.setTokens(Math.max(board.tokens(), token));
                    long begun = System.nanoTime();
                    revoke(token);
                    waits.add(System.nanoTime() - begun);
                }
                return null;
            }));
        }
        disturbance.run();
        for (Future<?> one : revoking) {
            one.get(3, TimeUnit.MINUTES);
        }
        board.stop();

        assertThat(own.get()).isZero();
        for (CheckingNode other : others) {
            assertThat(other.problems()).isEmpty();
        }
        for (int number = 0; number < 3; number++) {
            assertThat(board.refused(number)).as("refused by node %d", number).isPositive();
            System.out.println("node " + number + ": " + board.accepted(number) + " accepted, " + board.refused(number)
                    + " refused, " + board.unknown(number) + " unknown");
        }
        waits.sort(null);
        System.out.println("revocations: p50 " + micros(waits, 0.5) + " us, p99 " + micros(waits, 0.99) + " us");
    }

    private static long micros(List<Long> sorted, double part) {
        return TimeUnit.NANOSECONDS.toMicros(sorted.get((int) (sorted.size() * part)));
    }

    private void revoke(int token) {
        while (true) {
            try {
                done(node.revocations()
                        .revokeToken(Marks.token(
                                RevocationBoard.token(token).marks(),
                                Instant.now().plus(HOUR))));
                done(node.revocations().everywhere());
                board.revoked(token);
                return;
            } catch (CompletionException e) {
                // the store does not answer: the application would try again
            }
        }
    }

    @Test
    void quietStore() throws Exception {
        assertThatNobodyAcceptsWhatIsRevoked(() -> {});
    }

    @Test
    void connections_thatAreCut() throws Exception {
        assertThatNobodyAcceptsWhatIsRevoked(() -> {
            for (int i = 0; i < 30; i++) {
                operator.redis().clientKill(KillArgs.Builder.typeNormal().skipme());
                operator.redis().clientKill(KillArgs.Builder.typePubsub());
                TimeUnit.MILLISECONDS.sleep(50);
            }
        });
    }

    @Test
    void server_thatIsFrozen() throws Exception {
        assertThatNobodyAcceptsWhatIsRevoked(() -> {
            for (int i = 0; i < 2; i++) {
                TimeUnit.MILLISECONDS.sleep(100);
                server.freeze();
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
                server.thaw();
            }
        });
    }

    @Test
    void node_thatIsPaused() throws Exception {
        assertThatNobodyAcceptsWhatIsRevoked(() -> {
            for (int i = 0; i < 3; i++) {
                TimeUnit.MILLISECONDS.sleep(100);
                others.get(0).pause();
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
                others.get(0).resume();
            }
        });
    }

    @Test
    void node_thatDies_isWaitedForOnlyOnce() throws Exception {
        others.remove(0).close();
        revoke(0);
        long begun = System.nanoTime();
        for (int token = 1; token <= 20; token++) {
            revoke(token);
        }
        assertThat(System.nanoTime() - begun).isLessThan(Duration.ofSeconds(2).toNanos());
        board.stop();
        assertThat(others.get(0).problems()).isEmpty();
    }

    @Test
    void server_thatIsEmptied_byAFlushAndByARestart() throws Exception {
        assertThatNobodyAcceptsWhatIsRevoked(() -> {
            TimeUnit.MILLISECONDS.sleep(100);
            operator.redis().flushall();
            recover();
            server.kill();
            server.restart();
            recover();
        });
    }

    /** What an operator does: everything that was revoked shortly before is revoked again, then the loss is acknowledged. */
    private void recover() {
        long lost = System.nanoTime();
        await().atMost(Duration.ofSeconds(30)).until(() -> nodes() == 3);
        node.untilFresh();
        for (int token = 0; token < board.tokens(); token++) {
            long revokedAt = board.revokedAt(token);
            if (revokedAt != 0 && revokedAt > lost - IN_FLIGHT.toNanos()) {
                revoke(token);
            }
        }
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
            done(node.revocations().acknowledgeLoss(Known.nothing(Instant.now(), HOUR)));
            return true;
        });
    }
}
