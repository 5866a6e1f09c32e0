package io.boosterbeacon.redis.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.openapi.DeniedResponses;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;

class DefaultPropertiesTest {
    private static Config config(Map<String, String> own) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredSources()
                .withSources(new PropertiesConfigSource(own, "application", 100))
                .build();
    }

    @Test
    void filter_isThatOfTheLibraryUnlessTheApplicationHasOne() {
        assertThat(config(Map.of()).getValue("mp.openapi.filter", String.class))
                .isEqualTo(DeniedResponses.class.getName());
        assertThat(config(Map.of("mp.openapi.filter", "com.example.Filter"))
                        .getValue("mp.openapi.filter", String.class))
                .isEqualTo("com.example.Filter");
    }

    /** Payara reads only properties that are listed. */
    @Test
    void filter_isListed() {
        assertThat(config(Map.of()).getPropertyNames()).contains("mp.openapi.filter");
    }

    @Test
    void otherProperties_areNotSet() {
        DefaultProperties defaults = new DefaultProperties();

        assertThat(defaults.getPropertyNames()).containsExactly("mp.openapi.filter");
        assertThat(defaults.getProperties()).containsOnlyKeys("mp.openapi.filter");
        assertThat(defaults.getValue("redis.url")).isNull();
        assertThat(defaults.getName()).contains("BoosterBeacon");
    }
}
