package io.boosterbeacon.redis.testing;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Extension;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;

/** An application with the whole library and a few beans of its own, started as a server would start it. */
public final class Application implements AutoCloseable {
    private static final List<String> DEADLINES = List.of(
            "beacon.cache.timeout",
            "beacon.cache.write-timeout",
            "beacon.ratelimit.timeout",
            "beacon.revocation.timeout",
            "beacon.health.timeout");

    private final Map<String, String> properties;
    private final WeldContainer container;

    /**
     * Deploys the application.
     *
     * @param properties set as system properties until the application ends, or fails to start
     */
    public Application(Map<String, String> properties, Class<?>... beans) {
        this.properties = Map.copyOf(properties);
        this.properties.forEach(System::setProperty);
        try {
            container = new Weld().addBeanClasses(beans).initialize();
        } catch (RuntimeException | Error e) {
            forget();
            throw e;
        }
    }

    public Application(Class<?>... beans) {
        this(Map.of(), beans);
    }

    /** Settings with long deadlines, so that Redis does not seem to be down on a busy machine. */
    public static Map<String, String> on(String redisUrl) {
        Map<String, String> settings = new HashMap<>();
        settings.put("redis.url", redisUrl);
        for (String deadline : DEADLINES) {
            settings.put(deadline, "10s");
        }
        return settings;
    }

    /** Deploys and undeploys an application with another library's extension. */
    public static void deployWith(Extension extension, Class<?>... beans) {
        new Weld().addExtension(extension).addBeanClasses(beans).initialize().close();
    }

    public <T> T bean(Class<T> type) {
        return container.select(type, Any.Literal.INSTANCE).get();
    }

    /** All beans of a type. */
    public <T> Stream<T> all(Class<T> type) {
        return container.select(type, Any.Literal.INSTANCE).stream();
    }

    private void forget() {
        properties.keySet().forEach(System::clearProperty);
    }

    @Override
    public void close() {
        try {
            container.close();
        } finally {
            forget();
        }
    }
}
