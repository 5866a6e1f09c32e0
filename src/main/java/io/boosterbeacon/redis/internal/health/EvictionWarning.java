package io.boosterbeacon.redis.internal.health;

import io.boosterbeacon.redis.event.RedisConnected;
import io.boosterbeacon.redis.internal.store.Store;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Says in the log what is wrong with a Redis that was connected: readiness is not looked at while it is up. */
@ApplicationScoped
public class EvictionWarning {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    @Inject
    private Store store;

    void look(@Observes RedisConnected connected) {
        var unused = store.inspect()
                .thenAccept(state -> state.computeIfPresent("warning", (name, warning) -> {
                    LOG.log(Level.WARNING, "Redis at {0}: {1}", connected.address(), warning);
                    return warning;
                }));
    }
}
