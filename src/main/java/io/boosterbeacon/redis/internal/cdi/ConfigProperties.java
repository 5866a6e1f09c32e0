package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.server.OptionalApi;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** The application's settings, as the text of its properties. */
final class ConfigProperties {
    private ConfigProperties() {}

    /** MicroProfile Config if the server, or the WAR, has it; else what needs no API. */
    static Function<String, Optional<String>> find() {
        return OptionalApi.MP_CONFIG.isPresent() ? MicroProfile.find() : new PlainProperties();
    }

    /** Apart, so that nothing of the API is loaded where there is none. */
    private static final class MicroProfile {
        static Function<String, Optional<String>> find() {
            Config config;
            try {
                config = ConfigProvider.getConfig();
            } catch (IllegalStateException e) {
                // the API without an implementation
                return new PlainProperties();
            }
            return name -> config.getOptionalValue(name, String.class);
        }
    }
}
