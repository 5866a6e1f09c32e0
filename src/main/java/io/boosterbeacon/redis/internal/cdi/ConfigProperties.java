package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.server.OptionalApi;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** The configured properties of the application, as text. */
final class ConfigProperties {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private ConfigProperties() {}

    /**
     * The properties of MicroProfile Config if the server or the WAR provides it, else the default sources without it.
     */
    static Function<String, Optional<String>> find() {
        return OptionalApi.MP_CONFIG.isPresent() ? MicroProfile.find() : new PlainProperties();
    }

    /** The names of all properties that the sources list. */
    static Set<String> names() {
        return OptionalApi.MP_CONFIG.isPresent() ? MicroProfile.names() : new PlainProperties().names();
    }

    /** The same; empty if the configuration cannot list them. */
    static Set<String> namesIfListed() {
        try {
            return names();
        } catch (RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    "The configuration cannot list the names of its properties: the limits of paths are not read",
                    e);
            return Set.of();
        }
    }

    /** A class of its own, so that the API is loaded only where it exists. */
    private static final class MicroProfile {
        static Function<String, Optional<String>> find() {
            return config().<Function<String, Optional<String>>>map(
                            config -> name -> config.getOptionalValue(name, String.class))
                    .orElseGet(PlainProperties::new);
        }

        static Set<String> names() {
            Set<String> names = new HashSet<>();
            config().ifPresentOrElse(
                            config -> config.getPropertyNames().forEach(names::add),
                            () -> names.addAll(new PlainProperties().names()));
            return names;
        }

        private static Optional<Config> config() {
            try {
                return Optional.of(ConfigProvider.getConfig());
            } catch (IllegalStateException e) {
                // there is no implementation of the API
                return Optional.empty();
            }
        }
    }
}
