package io.boosterbeacon.redis.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.LogLines;
import jakarta.enterprise.context.Dependent;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A property that nobody reads is told when the application starts, and does not keep it from starting. */
class MisspeltPropertiesTest {
    private static final String SEARCH = Search.class.getName() + "/find/RateLimit/";

    @Dependent
    static class Search {
        @RateLimit
        public void find() {}
    }

    /** SmallRye asks its sources for their names once; each application of a server has a configuration of its own. */
    @BeforeEach
    void forgetTheNamesOfEarlierApplications() {
        ConfigProviderResolver.instance().releaseConfig(ConfigProvider.getConfig());
    }

    private static List<String> warnings(Map<String, String> properties) {
        try (LogLines lines = new LogLines("io.boosterbeacon.redis");
                Application application = new Application(properties, Search.class)) {
            application.bean(Search.class).find();
            return lines.all().stream()
                    .filter(line -> line.contains("is not a property"))
                    .toList();
        }
    }

    @Test
    void misspeltProperties_areToldOnceEach_withoutTheirValues() {
        List<String> warnings = warnings(Map.of(
                "beacon.cache.timeot", "secret-1", SEARCH + "valeu", "secret-2", "beacon.cache.\"c\".tll", "secret-3"));

        assertThat(warnings)
                .hasSize(3)
                .anySatisfy(line -> assertThat(line).contains("beacon.cache.timeot is", "is beacon.cache.timeout"))
                .anySatisfy(line -> assertThat(line).contains(SEARCH + "valeu", SEARCH + "value"))
                .anySatisfy(line -> assertThat(line).contains("beacon.cache.\"c\".tll", "beacon.cache.\"c\".ttl"))
                .noneSatisfy(line -> assertThat(line).contains("secret"));
    }

    @Test
    void goodProperties_areNotTold() {
        assertThat(warnings(Map.of(
                        "beacon.cache.timeout",
                        "1s",
                        "beacon.application.name",
                        "shop",
                        "beacon.cache.\"c\".ttl",
                        "60",
                        "RateLimit/value",
                        "9",
                        // a member of an annotation that is switched off, and one behind a nearer property
                        SEARCH + "enabled",
                        "false",
                        SEARCH + "value",
                        "7",
                        Search.class.getName() + "/RateLimit/value",
                        "8")))
                .isEmpty();
    }
}
