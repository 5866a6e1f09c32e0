package io.boosterbeacon.redis.internal.config;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Properties that record the names of those that are read. Thread-safe. */
public final class RecordingProperties implements Function<String, Optional<String>> {
    private final Function<String, Optional<String>> properties;
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    public RecordingProperties(Function<String, Optional<String>> properties) {
        this.properties = properties;
    }

    @Override
    public Optional<String> apply(String name) {
        names.add(name);
        return properties.apply(name);
    }

    /** The names of the properties that were read, whether or not they are set. */
    public Set<String> names() {
        return Set.copyOf(names);
    }
}
