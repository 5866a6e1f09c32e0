package io.boosterbeacon.redis.internal.store.redis.connection;

import io.boosterbeacon.redis.internal.concurrent.TaskThread;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.util.HashSet;
import java.util.Set;

/**
 * Turns the ups and downs of single connections into events: Redis is up while any of them is. Everything happens on a
 * thread of its own, in order: observers may take their time, and may call the store.
 */
public final class Outages implements ReconnectingLink.Watcher {
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
     * Starts without any connection.
     *
     * @param connected run before others hear of a connection
     * @param thread on which they hear of it
     */
    public Outages(String address, Runnable connected, Telemetry telemetry, TaskThread thread) {
        this.address = address;
        this.connected = connected;
        this.telemetry = telemetry;
        this.thread = thread;
    }

    /** Why the last attempt failed or the last connection ended. */
    String reason() {
        return closed ? "this store is closed" : reason;
    }

    public void close() {
        closed = true;
    }

    @Override
    public void up(ReconnectingLink<?> link) {
        later(() -> {
            open.add(link);
            if (state != State.UP) {
                state = State.UP;
                connected.run();
                tell(() -> telemetry.storeConnected(address));
            }
        });
    }

    @Override
    public void down(ReconnectingLink<?> link, String why) {
        reason = why;
        later(() -> {
            open.remove(link);
            if (open.isEmpty() && state == State.UP) {
                state = State.DOWN;
                tell(() -> telemetry.storeDisconnected(address, why));
            }
        });
    }

    @Override
    public void failed(Throwable failure) {
        reason = RedisErrors.describe(failure);
    }

    /** The time for the first connection is over. */
    public void started() {
        later(() -> {
            if (state == State.STARTING) {
                state = State.DOWN;
                tell(() -> telemetry.storeDisconnected(address, reason));
            }
        });
    }

    private void later(Runnable task) {
        if (!thread.run(task)) {
            LOG.log(System.Logger.Level.DEBUG, "An event waits for a thread, or for nobody: the store is closed");
        }
    }

    private static void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "A listener to the connection failed", e);
        }
    }
}
