package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.event.RedisConnected;
import io.boosterbeacon.redis.event.RedisDisconnected;
import io.boosterbeacon.redis.event.RevocationsLost;
import io.boosterbeacon.redis.event.StoreDegraded;
import io.boosterbeacon.redis.event.StoreRecovered;
import io.boosterbeacon.redis.internal.concurrent.TaskThread;
import io.boosterbeacon.redis.internal.log.ThrottledLog;
import jakarta.enterprise.event.Event;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/**
 * Fires CDI events, and logs those that an operator must know. An exception of an observer is logged and not thrown: it
 * must not affect a request.
 */
final class EventPublisher implements Consumer<Object>, AutoCloseable {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private final ThrottledLog warnings = new ThrottledLog(LOG);

    private final Event<Object> observers;
    private volatile boolean lossLogged = true;
    private final ClassLoader application = Thread.currentThread().getContextClassLoader();
    private final TaskThread thread;

    EventPublisher(Event<Object> observers) {
        this(observers, new TaskThread("beacon-redis-notices"));
    }

    /** @param thread fires events of threads that must not wait */
    EventPublisher(Event<Object> observers, TaskThread thread) {
        this.observers = observers;
        this.thread = thread;
    }

    @Override
    public void accept(Object event) {
        log(event);
        if (event instanceof StoreDegraded || event instanceof StoreRecovered || event instanceof RevocationsLost) {
            // may come from a thread of the client, and an observer may wait for that thread
            later(() -> fire(event));
        } else {
            fire(event);
        }
    }

    private void later(Runnable task) {
        if (!thread.run(task)) {
            LOG.log(
                    Level.DEBUG,
                    "An event is delayed until a thread can be started, or dropped because the application ends");
        }
    }

    @Override
    public void close() {
        thread.close();
    }

    private void fire(Object event) {
        Thread current = Thread.currentThread();
        ClassLoader before = current.getContextClassLoader();
        // a thread of the client may have another class loader, and observers may load classes
        current.setContextClassLoader(application);
        try {
            observers.fire(event);
        } catch (RuntimeException e) {
            warnings.warn("An observer of " + event.getClass().getSimpleName() + " failed", e);
        } finally {
            current.setContextClassLoader(before);
        }
    }

    private void log(Object event) {
        if (event instanceof RedisConnected connected) {
            LOG.log(lossLogged ? Level.INFO : Level.DEBUG, "Connected to Redis at {0}", connected.address());
        } else if (event instanceof RedisDisconnected lost) {
            // a master that became a replica is reconnected again and again
            lossLogged = warnings.warn(
                    "no connection", "No connection to Redis at " + lost.address() + ": " + lost.reason());
        } else if (event instanceof StoreDegraded degraded) {
            boolean unused = warnings.warn(
                    degraded.use(),
                    "The store does not answer for " + degraded.use() + " (" + degraded.type()
                            + "); its failure policy is in force");
        } else if (event instanceof StoreRecovered recovered) {
            LOG.log(
                    Level.INFO,
                    "The store answers again for {0}, after {1} ms",
                    recovered.use(),
                    recovered.after().toMillis());
        } else if (event instanceof RevocationsLost lost) {
            LOG.log(
                    Level.ERROR,
                    "Redis has lost revocations. Tokens issued until {0} cannot be checked, and follow"
                            + " beacon.revocation.on-store-failure until they expire, or until"
                            + " TokenBlacklistService.acknowledgeLoss() is called",
                    lost.before().toString());
        }
    }
}
