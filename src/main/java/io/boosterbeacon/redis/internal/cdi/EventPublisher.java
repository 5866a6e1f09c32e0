package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.event.RedisConnected;
import io.boosterbeacon.redis.event.RedisDisconnected;
import io.boosterbeacon.redis.event.RevocationsLost;
import io.boosterbeacon.redis.event.StoreDegraded;
import io.boosterbeacon.redis.event.StoreRecovered;
import io.boosterbeacon.redis.internal.concurrent.TaskThread;
import io.boosterbeacon.redis.internal.log.SparseLog;
import jakarta.enterprise.event.Event;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/**
 * Fires the library's events as CDI events, and logs those that an operator would want to be woken for. An observer's failure
 * is logged and goes no further: it must not decide a request.
 */
final class EventPublisher implements Consumer<Object>, AutoCloseable {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private final SparseLog warnings = new SparseLog(LOG);

    private final Event<Object> event;
    private volatile boolean lossLogged = true;
    private final ClassLoader application = Thread.currentThread().getContextClassLoader();
    private final TaskThread thread;

    EventPublisher(Event<Object> event) {
        this(event, new TaskThread("beacon-redis-notices"));
    }

    /** @param thread for events that are noticed on threads that must not wait */
    EventPublisher(Event<Object> event, TaskThread thread) {
        this.event = event;
        this.thread = thread;
    }

    @Override
    public void accept(Object happened) {
        log(happened);
        if (happened instanceof StoreDegraded
                || happened instanceof StoreRecovered
                || happened instanceof RevocationsLost) {
            // noticed on the client's threads too, which must not wait for an observer that waits for them
            later(() -> fire(happened));
        } else {
            fire(happened);
        }
    }

    private void later(Runnable task) {
        if (!thread.run(task)) {
            LOG.log(Level.DEBUG, "An event waits for a thread, or for nobody: the application ends");
        }
    }

    @Override
    public void close() {
        thread.close();
    }

    private void fire(Object happened) {
        Thread current = Thread.currentThread();
        ClassLoader before = current.getContextClassLoader();
        // the client's threads do not belong to the application; its observers may look classes up
        current.setContextClassLoader(application);
        try {
            event.fire(happened);
        } catch (RuntimeException e) {
            warnings.warn("An observer of " + happened.getClass().getSimpleName() + " failed", e);
        } finally {
            current.setContextClassLoader(before);
        }
    }

    private void log(Object happened) {
        if (happened instanceof RedisConnected connected) {
            LOG.log(lossLogged ? Level.INFO : Level.DEBUG, "Connected to Redis at {0}", connected.address());
        } else if (happened instanceof RedisDisconnected lost) {
            // a master that became a replica is connected to again and again
            lossLogged = warnings.warn(
                    "no connection", "No connection to Redis at " + lost.address() + ": " + lost.reason());
        } else if (happened instanceof StoreDegraded degraded) {
            boolean unused = warnings.warn(
                    degraded.use(),
                    "The store does not answer for " + degraded.use() + " (" + degraded.type()
                            + "); its failure policy is in force");
        } else if (happened instanceof StoreRecovered recovered) {
            LOG.log(
                    Level.INFO,
                    "The store answers again for {0}, after {1} ms",
                    recovered.use(),
                    recovered.after().toMillis());
        } else if (happened instanceof RevocationsLost lost) {
            LOG.log(
                    Level.ERROR,
                    "Redis is not the one that it was: it has lost revocations. Tokens issued until {0} cannot be checked, and follow"
                            + " beacon.revocation.on-store-failure until they expire, or until"
                            + " TokenBlacklistService.acknowledgeLoss() is called",
                    lost.before().toString());
        }
    }
}
