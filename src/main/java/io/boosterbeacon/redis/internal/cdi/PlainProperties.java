package io.boosterbeacon.redis.internal.cdi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The default sources of MicroProfile Config, in their order, for servers without it: system properties, environment
 * variables with the three name mappings, and {@code META-INF/microprofile-config.properties} of the application.
 */
final class PlainProperties implements Function<String, Optional<String>> {
    private static final String FILE = "META-INF/microprofile-config.properties";

    private final Map<String, String> environment;
    private final Properties file;

    PlainProperties() {
        this(
                System.getenv(),
                read(Objects.requireNonNullElse(
                        Thread.currentThread().getContextClassLoader(), PlainProperties.class.getClassLoader())));
    }

    PlainProperties(Map<String, String> environment, Properties file) {
        this.environment = environment;
        this.file = file;
    }

    @Override
    public Optional<String> apply(String name) {
        String underscored = name.replaceAll("[^A-Za-z0-9]", "_");
        return Stream.of(
                        Optional.ofNullable(System.getProperty(name)),
                        Optional.ofNullable(environment.get(name)),
                        Optional.ofNullable(environment.get(underscored)),
                        Optional.ofNullable(environment.get(underscored.toUpperCase(Locale.ROOT))),
                        Optional.ofNullable(file.getProperty(name)))
                .flatMap(Optional::stream)
                .findFirst()
                // an empty value counts as missing: MicroProfile Config § "Empty values"
                .filter(value -> !value.isEmpty());
    }

    /** The names of the properties that are set, without those of environment variables. */
    Set<String> names() {
        Set<String> names = new HashSet<>(System.getProperties().stringPropertyNames());
        names.addAll(file.stringPropertyNames());
        return names;
    }

    private static Properties read(ClassLoader application) {
        Properties properties = new Properties();
        try (InputStream stream = application.getResourceAsStream(FILE)) {
            if (stream != null) {
                properties.load(stream);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(FILE + " cannot be read", e);
        }
        return properties;
    }
}
