package io.boosterbeacon.redis.internal.store.redis.connection;

import io.boosterbeacon.redis.event.RedisConnected;
import io.boosterbeacon.redis.event.RedisDisconnected;
import io.boosterbeacon.redis.internal.concurrent.TaskThread;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

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
    private final Consumer<Object> events;
    private final TaskThread thread;
    private final Set<ReconnectingLink<?>> open = new HashSet<>();
    private State state = State.STARTING;
    private volatile String reason = "no answer yet";
    private volatile boolean closed;

    /**
     * Starts without any connection.
     *
     * @param thread for the events
     */
    public Outages(String address, Consumer<Object> events, TaskThread thread) {
        this.address = address;
        this.events = events;
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
                fire(new RedisConnected(address));
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
                fire(new RedisDisconnected(address, why));
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
                fire(new RedisDisconnected(address, reason));
            }
        });
    }

    private void later(Runnable task) {
        if (!thread.run(task)) {
            LOG.log(System.Logger.Level.DEBUG, "An event waits for a thread, or for nobody: the store is closed");
        }
    }

    private void fire(Object event) {
        try {
            events.accept(event);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "An observer of " + event + " failed", e);
        }
    }
}
