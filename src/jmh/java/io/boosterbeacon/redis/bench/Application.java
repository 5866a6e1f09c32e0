package io.boosterbeacon.redis.bench;

import jakarta.enterprise.inject.Any;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;

/** An application with the library in it, on a real Redis. */
final class Application implements AutoCloseable {
    private final WeldContainer container;

    Application(String redis, Class<?>... beans) {
        Map.of(
                        "beacon.application.name", "bench",
                        "redis.url", redis,
                        // in milliseconds: a busy machine must not make calls fail, or have them answered without Redis
                        "beacon.ratelimit.timeout", "5000",
                        "beacon.cache.timeout", "5000",
                        "beacon.revocation.timeout", "5000",
                        "redis.command.timeout", "5000")
                .forEach(System::setProperty);
        Logger.getLogger("").setLevel(Level.WARNING);
        container = new Weld().addBeanClasses(beans).initialize();
    }

    <T> T bean(Class<T> type) {
        return container.select(type, Any.Literal.INSTANCE).get();
    }

    @Override
    public void close() {
        container.close();
    }
}
