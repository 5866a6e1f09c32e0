package io.boosterbeacon.it.application.annotated;

import io.boosterbeacon.redis.cache.Cached;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;

/** Cached methods that count their loads. */
@ApplicationScoped
public class Values {
    private final AtomicInteger loads = new AtomicInteger();

    @Cached
    public User named(String name) {
        loads.incrementAndGet();
        return User.named(name);
    }

    @Cached
    public User withSecrets(String name) {
        loads.incrementAndGet();
        return User.named(name).withSecrets();
    }

    @Cached
    public Shape circle(int radius) {
        loads.incrementAndGet();
        return new Shape.Circle(radius);
    }

    int loads() {
        return loads.getAndSet(0);
    }
}
