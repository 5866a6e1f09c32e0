package io.boosterbeacon.redis.internal.store.redis.connection;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.SilenceLimits;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads of keys whose later changes the server reports: one {@link TrackingLane} for each server, opened when it is
 * first needed. They are separate from the connections of other commands, so that the server tracks only what is kept
 * here. Thread-safe.
 */
public final class TrackedReads {
    private final Connector connector;
    private final Scheduler timer;
    private final Channels channels;
    private final Duration timeout;
    private final ConcurrentMap<String, TrackingLane> lanes = new ConcurrentHashMap<>();
    private final AtomicBoolean proving = new AtomicBoolean();
    private volatile Consumer<String> changes = key -> {};
    private volatile Consumer<String> refusals = reason -> {};
    private volatile Runnable permissions = () -> {};
    private volatile boolean closed;

    private final TrackingLane.Listener listener = new TrackingLane.Listener() {
        @Override
        public void changed(String key) {
            changes.accept(key);
        }

        @Override
        public void refused(String reason) {
            refusals.accept(reason);
        }

        @Override
        public void permitted() {
            permissions.run();
        }

        @Override
        public void moved(TrackingLane lane) {
            connector.refresh();
            discard(lane);
        }
    };

    TrackedReads(Connector connector, Scheduler timer, Channels channels, Duration timeout) {
        this.connector = connector;
        this.timer = timer;
        this.channels = channels;
        this.timeout = timeout;
    }

    /**
     * Registers the listeners. To be called before the first read. They are called on the threads that read from the
     * servers, and must not block.
     *
     * @param changed is given each key that has changed since it was read, except for those of groups
     * @param refused is given the reason if a server does not report changes
     * @param permitted called if it does on a later connection
     */
    public void listen(Consumer<String> changed, Consumer<String> refused, Runnable permitted) {
        changes = changed;
        refusals = refused;
        permissions = permitted;
    }

    /** Whether it is known that the server of a group does not report changes. */
    public boolean isRefused(String group) {
        String server = connector.serverOf(group);
        TrackingLane lane = server == null ? null : lanes.get(server);
        return lane != null && lane.isRefusing();
    }

    /**
     * Sends reads of keys of one group, which are in one slot of a cluster. Null if the changes of these keys cannot be
     * reported now: there is no connection, or it has been silent for too long.
     *
     * @param group the key that stands for the group; see {@link Watches}
     */
    public <T> @Nullable CompletionStage<T> read(String group, Function<WatchedRead, CompletionStage<T>> reads) {
        String server = connector.serverOf(group);
        if (server == null) {
            return null;
        }
        TrackingLane lane = lanes.get(server);
        if (lane == null) {
            open(server);
            return null;
        }
        return lane.isCurrent() ? lane.read(group, reads) : null;
    }

    private void open(String server) {
        if (closed) {
            return;
        }
        TrackingLane opened = new TrackingLane(() -> connector.connectTo(server), timer, channels, timeout, listener);
        if (lanes.putIfAbsent(server, opened) == null) {
            // a caller must not wait for the start of a connection
            Future<?> unused = timer.once(Duration.ZERO, opened::start);
            if (proving.compareAndSet(false, true)) {
                Future<?> unusedProof = timer.every(
                        SilenceLimits.CHECK_PERIOD, () -> lanes.values().forEach(TrackingLane::prove));
            }
        }
    }

    @SuppressWarnings("CollectionUndefinedEquality") // lanes are compared by identity
    private void discard(TrackingLane lane) {
        lanes.values().remove(lane);
        lane.discard();
    }

    /** Sends heartbeats, and follows changes of which server has which keys. To be called periodically. */
    void beat() {
        if (lanes.isEmpty()) {
            return;
        }
        Set<String> servers = connector.servers();
        lanes.forEach((server, lane) -> {
            if (servers.contains(server)) {
                lane.beat();
                lane.endGroups(group -> !server.equals(connector.serverOf(group)));
            } else {
                discard(lane);
            }
        });
    }

    /** Opens no more connections. Open ones are closed by the shutdown of the client. */
    void close() {
        closed = true;
        lanes.values().forEach(TrackingLane::close);
    }

    /** Fails all commands that are still enqueued. To be called when the event loops have ended. */
    void abandon() {
        lanes.values().forEach(TrackingLane::abandon);
    }
}
