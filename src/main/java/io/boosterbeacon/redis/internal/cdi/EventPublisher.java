package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.event.RedisConnected;
import io.boosterbeacon.redis.event.RedisDisconnected;
import io.boosterbeacon.redis.event.StoreDegraded;
import io.boosterbeacon.redis.event.StoreRecovered;
import jakarta.enterprise.event.Event;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/**
 * Fires the library's events as CDI events, and logs those that an operator would want to be woken for. An observer's failure
 * is logged and goes no further: it must not decide a request.
 */
final class EventPublisher implements Consumer<Object> {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private final Event<Object> event;
    private final ClassLoader application = Thread.currentThread().getContextClassLoader();

    EventPublisher(Event<Object> event) {
        this.event = event;
    }

    @Override
    public void accept(Object happened) {
        log(happened);
        Thread current = Thread.currentThread();
        ClassLoader before = current.getContextClassLoader();
        // the client's threads do not belong to the application; its observers may look classes up
        current.setContextClassLoader(application);
        try {
            event.fire(happened);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "An observer of " + happened.getClass().getSimpleName() + " failed", e);
        } finally {
            current.setContextClassLoader(before);
        }
    }

    private static void log(Object happened) {
        if (happened instanceof RedisConnected connected) {
            LOG.log(Level.INFO, "Connected to Redis at {0}", connected.address());
        } else if (happened instanceof RedisDisconnected lost) {
            LOG.log(Level.WARNING, "No connection to Redis at {0}: {1}", lost.address(), lost.reason());
        } else if (happened instanceof StoreDegraded degraded) {
            LOG.log(
                    Level.WARNING,
                    "The store does not answer for {0} ({1}); its failure policy is in force",
                    degraded.use(),
                    degraded.type());
        } else if (happened instanceof StoreRecovered recovered) {
            LOG.log(
                    Level.INFO,
                    "The store answers again for {0}, after {1} ms",
                    recovered.use(),
                    recovered.after().toMillis());
        }
    }
}
