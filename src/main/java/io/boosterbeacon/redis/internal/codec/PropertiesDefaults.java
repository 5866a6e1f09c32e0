package io.boosterbeacon.redis.internal.codec;

import java.util.Properties;

/** The defaults of {@link Properties}: pairs that {@code getProperty} finds, and that are no entries of the map. */
public final class PropertiesDefaults {
    private PropertiesDefaults() {}

    /** Whether an object is a {@link Properties} with defaults that its own entries do not replace. */
    public static boolean areIn(Object object) {
        return object instanceof Properties properties
                && !properties.keySet().containsAll(properties.stringPropertyNames());
    }
}
