package io.boosterbeacon.it.application.library;

import io.boosterbeacon.redis.event.RevokedTokenRejected;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the filter's events. */
@ApplicationScoped
public class Rejections {
    private final AtomicInteger count = new AtomicInteger();
    private volatile String last = "";

    void rejected(@Observes RevokedTokenRejected event) {
        last = event.method() + " " + event.path();
        count.incrementAndGet();
    }

    /** The method and the path of the last event. */
    public String last() {
        return last;
    }

    public int count() {
        return count.get();
    }
}
