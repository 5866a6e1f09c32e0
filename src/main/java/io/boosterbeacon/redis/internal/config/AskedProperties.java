package io.boosterbeacon.redis.internal.config;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Properties that know which of them were asked for. Thread-safe. */
public final class AskedProperties implements Function<String, Optional<String>> {
    private final Function<String, Optional<String>> properties;
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    public AskedProperties(Function<String, Optional<String>> properties) {
        this.properties = properties;
    }

    @Override
    public Optional<String> apply(String name) {
        names.add(name);
        return properties.apply(name);
    }

    public Set<String> names() {
        return Set.copyOf(names);
    }
}
