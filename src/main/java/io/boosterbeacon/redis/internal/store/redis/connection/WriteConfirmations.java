package io.boosterbeacon.redis.internal.store.redis.connection;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server how many replicas have received all writes until now ({@code WAIT}), or whether they are on its disk
 * ({@code WAITAOF}, Redis 7.2). These commands concern the writes of their own connection, and block it. So this has a
 * connection of its own, on which it writes a mark: whoever has the mark has everything that was written to this server
 * before, on any connection. Then it reads what was written: another server may have taken over that does not have it.
 * Calls that come while the server is asked are answered together by the next question. Thread-safe.
 */
public final class WriteConfirmations {
    private static final Duration REPLICAS_TAKE = Duration.ofMillis(500);
    /** {@code appendfsync everysec} may take two seconds. */
    private static final Duration DISK_TAKES = Duration.ofMillis(2_500);
    /** For opening a connection, and for the round trip. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    /** The reply to {@code PTTL} for a key that never expires. */
    private static final long NO_EXPIRY = -1;

    private static final Duration LIFE_OF_MARK = Duration.ofMinutes(1);

    private final Connector connector;
    private final Scheduler timer;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean asking;
    private @Nullable Round next;
    private final AtomicReference<@Nullable Open> open = new AtomicReference<>();
    private volatile boolean closed;

    /**
     * What has been confirmed.
     *
     * @param disks 1 if the server's own disk has it
     * @param replicas the number of replicas that have it; on disk, if the disk was asked for
     * @param isThere whether the server has what was written
     */
    public record Confirmed(long disks, long replicas, boolean isThere) {}

    /** Whether a value is what was written, or came after it. */
    @FunctionalInterface
    public interface Check {
        /**
         * Checks a value.
         *
         * @param expiresAtMillis when it expires, by the server's clock; {@link Long#MAX_VALUE} for never
         */
        boolean accepts(byte @Nullable [] value, long expiresAtMillis);
    }

    /** A caller that waits for an answer. */
    private record Caller(String key, Check check, CompletableFuture<Confirmed> answer) {}

    /** A question, and the callers that wait for its answer. */
    private static final class Round {
        private final String mark;
        private final List<Caller> callers = new ArrayList<>();
        private int replicas;
        private boolean onDisk;

        Round(String mark) {
            this.mark = mark;
        }
    }

    private record Open(String server, StatefulConnection<String, byte[]> connection) {}

    /** The client does not know the command. Its name is also that in {@link CommandTimeouts}. */
    private static final class WaitForDisk implements ProtocolKeyword {
        private static final String NAME = "WAITAOF";

        @Override
        public byte[] getBytes() {
            return NAME.getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public String toString() {
            return NAME;
        }
    }

    WriteConfirmations(Connector connector, Scheduler timer) {
        this.connector = connector;
        this.timer = timer;
    }

    /**
     * Waits until everything that was written before this call is confirmed, or for a limited time: at most three
     * seconds, seven for the disk. Fails if the server cannot be asked.
     *
     * @param mark the key that is written; in a cluster, the server of this key is asked
     * @param key what was written, in the same slot
     * @param check is given its value
     * @param replicas the number of replicas to wait for
     * @param onDisk whether to wait for the disk
     */
    public CompletionStage<Confirmed> confirm(String mark, String key, Check check, int replicas, boolean onDisk) {
        Caller caller = new Caller(key, check, new CompletableFuture<>());
        Round mine;
        boolean isFirst;
        lock.lock();
        try {
            mine = next == null ? new Round(mark) : next;
            mine.replicas = Math.max(mine.replicas, replicas);
            mine.onDisk |= onDisk;
            mine.callers.add(caller);
            isFirst = !asking;
            next = isFirst ? null : mine;
            asking = true;
        } finally {
            lock.unlock();
        }
        if (isFirst) {
            ask(mine);
        }
        return caller.answer().minimalCompletionStage();
    }

    private void ask(Round round) {
        CompletionStage<?> unused = answers(round).whenComplete((answers, failure) -> ended(round, answers, failure));
    }

    private CompletableFuture<List<Confirmed>> answers(Round round) {
        Duration limit = (round.onDisk ? DISK_TAKES : REPLICAS_TAKE).plus(SLACK);
        try {
            return timer.withTimeout(connection(round.mark).thenCompose(connection -> ask(connection, round)), limit);
        } catch (RuntimeException | Error e) {
            // the callers of this round, and of all later ones, would wait for ever
            return CompletableFuture.failedFuture(e);
        }
    }

    private void ended(Round round, @Nullable List<Confirmed> answers, @Nullable Throwable failure) {
        try {
            if (answers == null || !answers.stream().allMatch(Confirmed::isThere)) {
                // a server that does not have what was written may be a former master that can still be reached
                use(null);
                connector.refresh();
            }
        } finally {
            Round following = following();
            for (int i = 0; i < round.callers.size(); i++) {
                CompletableFuture<Confirmed> answer = round.callers.get(i).answer();
                if (answers != null) {
                    answer.complete(answers.get(i));
                } else {
                    answer.completeExceptionally(RedisErrors.translate(
                            failure == null ? new IllegalStateException("no answer") : failure,
                            round.onDisk ? WaitForDisk.NAME : CommandType.WAIT.toString()));
                }
            }
            if (following != null) {
                ask(following);
            }
        }
    }

    private @Nullable Round following() {
        lock.lock();
        try {
            Round following = next;
            next = null;
            asking = following != null;
            return following;
        } finally {
            lock.unlock();
        }
    }

    /** The connection to the server that has the mark. Only one round at a time uses it. */
    private CompletionStage<StatefulConnection<String, byte[]>> connection(String mark) {
        String server = connector.serverOf(mark);
        if (server == null || closed) {
            return CompletableFuture.failedFuture(new IllegalStateException("not connected"));
        }
        Open current = open.get();
        if (current != null
                && current.server().equals(server)
                && current.connection().isOpen()) {
            return CompletableFuture.completedFuture(current.connection());
        }
        CompletableFuture<StatefulConnection<String, byte[]>> opened = new CompletableFuture<>();
        // a caller must not wait for the start of a connection
        Future<?> unused = timer.once(Duration.ZERO, () -> connect(server, opened));
        return opened;
    }

    private void connect(String server, CompletableFuture<StatefulConnection<String, byte[]>> opened) {
        CompletionStage<StatefulConnection<String, byte[]>> attempt;
        try {
            attempt = connector.connectTo(server);
        } catch (RuntimeException | Error e) {
            attempt = CompletableFuture.failedFuture(e);
        }
        CompletionStage<?> unused = attempt.whenComplete((connection, failure) -> {
            if (failure == null) {
                use(new Open(server, connection));
                opened.complete(connection);
            } else {
                opened.completeExceptionally(failure);
            }
        });
    }

    /** Replaces the connection. The former one is closed: a late answer on it would count for another question. */
    private void use(@Nullable Open opened) {
        Open former = open.getAndSet(opened);
        // the client closes an open one when it shuts down, and would log a warning if it were closed twice
        if (former != null && !closed && !((RedisChannelHandler<?, ?>) former.connection()).isClosed()) {
            CompletableFuture<Void> unused = former.connection().closeAsync();
        }
    }

    /** The answers for the callers, in their order. */
    private static CompletionStage<List<Confirmed>> ask(StatefulConnection<String, byte[]> connection, Round round) {
        RedisClusterAsyncCommands<String, byte[]> commands = RedisConnection.commands(connection);
        CompletableFuture<String> marked = commands.set(
                        round.mark, new byte[] {'1'}, SetArgs.Builder.px(LIFE_OF_MARK.toMillis()))
                .toCompletableFuture();
        CompletableFuture<List<Long>> counts =
                (round.onDisk ? disk(commands, round) : replicas(commands, round)).toCompletableFuture();
        CompletableFuture<Long> now =
                commands.time().thenApply(WriteConfirmations::millis).toCompletableFuture();
        List<CompletableFuture<Boolean>> found = round.callers.stream()
                .map(caller -> found(commands, caller, now))
                .toList();
        return CompletableFuture.allOf(found.toArray(CompletableFuture<?>[]::new))
                .thenCombine(marked, (done, ok) -> ok)
                .thenCombine(counts, (ok, count) -> found.stream()
                        .map(isThere -> new Confirmed(count.get(0), count.get(1), isThere.join()))
                        .toList());
    }

    private static CompletableFuture<Boolean> found(
            RedisClusterAsyncCommands<String, byte[]> commands, Caller caller, CompletableFuture<Long> now) {
        CompletableFuture<byte[]> value = commands.get(caller.key()).toCompletableFuture();
        CompletableFuture<Long> expiresAt = commands.pttl(caller.key())
                .toCompletableFuture()
                .thenCombine(now, (left, time) -> left == NO_EXPIRY ? Long.MAX_VALUE : time + left);
        return value.thenCombine(expiresAt, caller.check()::accepts);
    }

    /** The reply to {@code TIME}: seconds, and the microseconds of the current one. */
    private static long millis(List<byte[]> time) {
        long seconds = Long.parseLong(new String(time.get(0), StandardCharsets.US_ASCII));
        return seconds * 1_000 + Long.parseLong(new String(time.get(1), StandardCharsets.US_ASCII)) / 1_000;
    }

    private static CompletionStage<List<Long>> replicas(
            RedisClusterAsyncCommands<String, byte[]> commands, Round round) {
        return commands.dispatch(
                        CommandType.WAIT,
                        new IntegerOutput<>(RedisConnection.CODEC),
                        new CommandArgs<>(RedisConnection.CODEC)
                                .add(round.replicas)
                                .add(REPLICAS_TAKE.toMillis()))
                .thenApply(count -> List.of(0L, count));
    }

    private static CompletionStage<List<Long>> disk(RedisClusterAsyncCommands<String, byte[]> commands, Round round) {
        return commands.dispatch(
                        new WaitForDisk(),
                        new ArrayOutput<>(RedisConnection.CODEC),
                        new CommandArgs<>(RedisConnection.CODEC)
                                .add(1)
                                .add(round.replicas)
                                .add(DISK_TAKES.toMillis()))
                .thenApply(counts -> List.of((Long) counts.get(0), (Long) counts.get(1)));
    }

    /** Opens no more connections. An open one is closed by the shutdown of the client. */
    void close() {
        closed = true;
    }
}
