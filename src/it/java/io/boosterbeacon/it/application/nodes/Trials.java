package io.boosterbeacon.it.application.nodes;

import io.boosterbeacon.redis.event.RateLimitExceeded;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the requests that policies in shadow mode would have denied. */
@ApplicationScoped
public class Trials {
    private final AtomicInteger exceeded = new AtomicInteger();

    void exceeded(@Observes RateLimitExceeded event) {
        if (event.shadow()) {
            exceeded.incrementAndGet();
        }
    }

    public int exceeded() {
        return exceeded.get();
    }
}
