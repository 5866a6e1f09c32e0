package io.boosterbeacon.redis.internal.config;

import io.boosterbeacon.redis.internal.server.OptionalApi;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * The properties of servers that the library sets for an application that does not set them. A JAR has no other portable
 * way to add to an OpenAPI document. If the application has a filter of its own, that one is in force, and not ours.
 */
public class DefaultProperties implements ConfigSource {
    private static final String OPENAPI_FILTER = "mp.openapi.filter";
    private static final String OPENAPI_FILTER_CLASS = "io.boosterbeacon.redis.internal.openapi.DeniedResponses";

    private static final String OPENAPI = "org.eclipse.microprofile.openapi.OASFilter";
    /** Lower than of all other sources. */
    private static final int ORDINAL = Integer.MIN_VALUE / 2;

    private final Map<String, String> properties =
            OptionalApi.isPresent(OPENAPI) ? Map.of(OPENAPI_FILTER, OPENAPI_FILTER_CLASS) : Map.of();

    @Override
    public Map<String, String> getProperties() {
        return properties;
    }

    @Override
    public Set<String> getPropertyNames() {
        return properties.keySet();
    }

    @Override
    public @Nullable String getValue(String name) {
        return properties.get(name);
    }

    @Override
    public int getOrdinal() {
        return ORDINAL;
    }

    @Override
    public String getName() {
        return "defaults of BoosterBeacon Redis";
    }
}
