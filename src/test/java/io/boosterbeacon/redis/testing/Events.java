package io.boosterbeacon.redis.testing;

import io.boosterbeacon.redis.event.CacheInvalidated;
import io.boosterbeacon.redis.event.RateLimitExceeded;
import io.boosterbeacon.redis.event.TokenRevoked;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Collects the events that it observes. A second observer, which CDI calls later, can be made to fail. */
@Singleton
public class Events {
    private final List<Object> all = new CopyOnWriteArrayList<>();
    private volatile boolean failing;

    void invalidated(@Observes @Priority(1) CacheInvalidated event) {
        all.add(event);
    }

    void limited(@Observes @Priority(1) RateLimitExceeded event) {
        all.add(event);
    }

    void revoked(@Observes @Priority(1) TokenRevoked event) {
        all.add(event);
    }

    void fail(@Observes @Priority(2) CacheInvalidated event) {
        fail((Object) event);
    }

    void fail(@Observes @Priority(2) RateLimitExceeded event) {
        fail((Object) event);
    }

    void fail(@Observes @Priority(2) TokenRevoked event) throws Exception {
        if (failing) {
            throw new Exception("an observer that fails with a checked exception, at " + event);
        }
    }

    private void fail(Object event) {
        if (failing) {
            throw new IllegalStateException("an observer that fails, at " + event);
        }
    }

    public void failing(boolean next) {
        failing = next;
    }

    /** What was observed since the last call. */
    public List<Object> take() {
        List<Object> taken = List.copyOf(all);
        all.clear();
        return taken;
    }
}
