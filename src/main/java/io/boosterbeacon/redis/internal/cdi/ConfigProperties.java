package io.boosterbeacon.redis.internal.cdi;

import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** The application's MicroProfile Config, as the text of its properties. */
final class ConfigProperties implements Function<String, Optional<String>> {
    private final Config config = ConfigProvider.getConfig();

    @Override
    public Optional<String> apply(String name) {
        return config.getOptionalValue(name, String.class);
    }
}
