package io.boosterbeacon.it.application.library;

import io.boosterbeacon.redis.event.RevokedTokenRejected;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the filter's events. */
@ApplicationScoped
public class Rejections {
    private final AtomicInteger count = new AtomicInteger();

    void rejected(@Observes RevokedTokenRejected event) {
        count.incrementAndGet();
    }

    public int count() {
        return count.get();
    }
}
