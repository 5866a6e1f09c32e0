package io.boosterbeacon.redis.internal.store.redis.connection;

import io.boosterbeacon.redis.internal.concurrent.TaskThread;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.util.HashSet;
import java.util.Set;

/**
 * Reports connects and disconnects of the store: it is connected while at least one of its connections is open. Events
 * are reported in order on a separate thread, because observers may block and may call the store.
 */
final class Outages implements ReconnectingLink.Watcher {
    private static final System.Logger LOG = System.getLogger(Outages.class.getName());

    private enum State {
        STARTING,
        UP,
        DOWN
    }

    private final String address;
    private final Runnable connected;
    private final Telemetry telemetry;
    private final TaskThread thread;
    private final Set<ReconnectingLink<?>> open = new HashSet<>();
    private State state = State.STARTING;
    private volatile String reason = "no answer yet";
    private volatile boolean closed;

    /**
     * Starts without an open connection.
     *
     * @param connected runs before a connection is reported
     * @param thread runs the reports
     */
    Outages(String address, Runnable connected, Telemetry telemetry, TaskThread thread) {
        this.address = address;
        this.connected = connected;
        this.telemetry = telemetry;
        this.thread = thread;
    }

    /** Why the last attempt to connect has failed, or why the last connection was lost. */
    String reason() {
        return closed ? "this store is closed" : reason;
    }

    void close() {
        closed = true;
    }

    @Override
    public void up(ReconnectingLink<?> link) {
        enqueue(() -> {
            open.add(link);
            if (state != State.UP) {
                state = State.UP;
                connected.run();
                report(() -> telemetry.storeConnected(address));
            }
        });
    }

    @Override
    public void down(ReconnectingLink<?> link, String why) {
        reason = why;
        enqueue(() -> {
            open.remove(link);
            if (open.isEmpty() && state == State.UP) {
                state = State.DOWN;
                report(() -> telemetry.storeDisconnected(address, why));
            }
        });
    }

    @Override
    public void failed(Throwable failure) {
        reason = RedisErrors.describe(failure);
    }

    /** Ends the time for the first connection: if there is none, a disconnect is reported. */
    void started() {
        enqueue(() -> {
            if (state == State.STARTING) {
                state = State.DOWN;
                report(() -> telemetry.storeDisconnected(address, reason));
            }
        });
    }

    private void enqueue(Runnable task) {
        if (!thread.run(task)) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "An event cannot be reported now: no thread can be started, or the store is closed");
        }
    }

    private static void report(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "A listener to the connection failed", e);
        }
    }
}
