package io.boosterbeacon.redis.internal.store.redis.connection;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.Watch;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.push.PushMessage;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A connection to one server that reports the changes of all keys that it has read ({@code CLIENT TRACKING}, RESP3). The
 * reports come on the connection of the reads, in order with the answers, so that none is missed between a read and its
 * answer. If the server refuses, the connection is kept without reads, and the next one asks again: it may be to another
 * version of the server, or of a user with other rights. Thread-safe.
 */
final class TrackingLane implements ReconnectingLink.Watcher {
    private static final String INVALIDATION = "invalidate";
    /** The beginning of the reply of a node of a cluster that does not serve the key, or no longer. */
    private static final String MOVED = "MOVED";

    private static final String NO_KEY = "";

    private final Lane lane;
    private final ReconnectingLink<StatefulConnection<String, byte[]>> link;
    private final Listener listener;
    /** The watches of the open connection. */
    private volatile Watches watches = Watches.none();
    /** Whether the server does not report changes on the open connection, or on the last one. */
    private volatile boolean refusing;

    /** Is called on the threads that read from the server. */
    interface Listener {
        /** A key that was read has changed. It stands for no group. */
        void changed(String key);

        /** The server does not report changes to this user, or by this protocol. */
        void refused(String reason);

        /** The server reports changes, which it has refused on an earlier connection. */
        void permitted();

        /** The server does not serve a key that was sent to it. */
        void moved(TrackingLane lane);
    }

    TrackingLane(
            Supplier<? extends CompletionStage<StatefulConnection<String, byte[]>>> connector,
            Scheduler timer,
            Channels channels,
            Duration timeout,
            Listener listener) {
        this.listener = listener;
        this.link = new ReconnectingLink<>(
                () -> connector.get().thenCompose(this::track),
                connection -> RedisConnection.commands(connection).ping(),
                false,
                timer,
                channels,
                this);
        this.lane = new Lane(link, channels, timeout);
    }

    void start() {
        CompletableFuture<Void> unused = lane.start();
    }

    private CompletionStage<StatefulConnection<String, byte[]>> track(StatefulConnection<String, byte[]> opened) {
        StatefulRedisConnection<String, byte[]> connection = (StatefulRedisConnection<String, byte[]>) opened;
        if (!speaksResp3(connection)) {
            return refused(opened, "the server was connected by RESP2");
        }
        Watches own = new Watches();
        connection.addListener(message -> received(own, message));
        return connection
                .async()
                .clientTracking(TrackingArgs.Builder.enabled())
                .handle((on, failure) -> {
                    if (failure == null) {
                        watches = own;
                        permitted();
                        return CompletableFuture.completedFuture(opened);
                    }
                    if (RedisErrors.translate(failure).type() == RedisErrorType.COMMAND_ERROR) {
                        return refused(opened, "CLIENT TRACKING: " + RedisErrors.describe(failure));
                    }
                    return closed(opened, failure);
                })
                .thenCompose(outcome -> outcome);
    }

    private static boolean speaksResp3(StatefulRedisConnection<String, byte[]> connection) {
        return connection instanceof StatefulRedisConnectionImpl<String, byte[]> single
                && single.getConnectionState().getNegotiatedProtocolVersion() == ProtocolVersion.RESP3;
    }

    /** The loss of the connection is the sign that it is worth asking again. */
    private CompletableFuture<StatefulConnection<String, byte[]>> refused(
            StatefulConnection<String, byte[]> opened, String reason) {
        refusing = true;
        listener.refused(reason);
        return CompletableFuture.completedFuture(opened);
    }

    private void permitted() {
        if (refusing) {
            refusing = false;
            listener.permitted();
        }
    }

    private static CompletableFuture<StatefulConnection<String, byte[]>> closed(
            StatefulConnection<String, byte[]> opened, Throwable failure) {
        return opened.closeAsync().thenCompose(closed -> CompletableFuture.failedFuture(failure));
    }

    private void received(Watches own, PushMessage message) {
        if (!message.getType().equals(INVALIDATION)) {
            return;
        }
        List<Object> content = message.getContent(StringCodec.UTF8::decodeKey);
        if (content.size() > 1 && content.get(1) instanceof List<?> keys) {
            for (Object key : keys) {
                if (!own.endGroup(String.valueOf(key))) {
                    listener.changed(String.valueOf(key));
                }
            }
        } else {
            // all keys of the server: FLUSHALL or FLUSHDB
            own.endGroups();
        }
    }

    /** Whether the server does not report changes, as far as is known. */
    boolean isRefusing() {
        return refusing;
    }

    /** Whether a read would be answered here, and its changes reported. */
    boolean isCurrent() {
        return watches.areCurrent() && lane.isOpen();
    }

    /**
     * Sends reads of keys of a group.
     *
     * @param reads are given the watch of the group, and send on this lane
     */
    <T> CompletionStage<T> read(String group, Function<WatchedRead, CompletionStage<T>> reads) {
        Watch watch = watches.of(group);
        return reads.apply(new LaneRead(watch, lane)).whenComplete((answer, failure) -> {
            if (failure != null) {
                checkMoved(failure);
            }
        });
    }

    /** A heartbeat that tells whether changes are still reported. */
    void prove() {
        Watches current = watches;
        current.beat(() -> {
            String group = current.anyGroup(NO_KEY);
            // a former master of a cluster answers a ping, but no longer serves its keys
            CompletableFuture<?> answer = group.equals(NO_KEY)
                    ? lane.call("PING", connection -> RedisConnection.commands(connection)
                            .ping())
                    : lane.call("GET", connection -> RedisConnection.commands(connection)
                            .get(group));
            return answer.whenComplete((pong, failure) -> {
                if (failure != null) {
                    checkMoved(failure);
                }
            });
        });
    }

    private void checkMoved(Throwable failure) {
        if (RedisErrors.says(failure, MOVED)) {
            listener.moved(this);
        }
    }

    /** The heartbeat that gives up a silent connection. */
    void beat() {
        lane.beat();
    }

    /** Ends the watches of the groups whose keys another server has now: it reports their changes elsewhere. */
    void endGroups(Predicate<String> movedAway) {
        watches.endGroups(movedAway);
    }

    /** Closes the connection, and opens no other one. */
    void discard() {
        watches.end();
        link.discard();
    }

    /** Opens no other connection. An open one is closed by the shutdown of the client. */
    void close() {
        watches.end();
        lane.close();
    }

    void abandon() {
        lane.abandon();
    }

    @Override
    public void up(ReconnectingLink<?> changed) {}

    @Override
    public void down(ReconnectingLink<?> changed, String reason) {
        watches.end();
    }

    @Override
    public void failed(Throwable failure) {}

    private record LaneRead(Watch watch, Lane lane) implements WatchedRead {
        @Override
        public <T> CompletableFuture<T> send(PendingCommand<T> command) {
            lane.send(command);
            return command.answer();
        }
    }
}
