package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** As MicroProfile Config § "Default ConfigSources" and § "Environment Variables Mapping Rules". */
class PlainPropertiesTest {
    private static final String NAME = "beacon.cache.load-wait";

    @ParameterizedTest
    @ValueSource(strings = {"beacon.cache.load-wait", "beacon_cache_load_wait", "BEACON_CACHE_LOAD_WAIT"})
    void variable_inEachOfTheThreeForms_isFound(String variable) {
        assertThat(new PlainProperties(Map.of(variable, "5s"), new Properties()).apply(NAME))
                .contains("5s");
    }

    @Test
    void sources_withOneNameInAll_followTheirOrder() {
        Properties file = new Properties();
        file.setProperty(NAME, "file");
        assertThat(new PlainProperties(Map.of(), file).apply(NAME)).contains("file");
        PlainProperties properties = new PlainProperties(Map.of("BEACON_CACHE_LOAD_WAIT", "variable"), file);
        assertThat(properties.apply(NAME)).contains("variable");
        System.setProperty(NAME, "system");
        try {
            assertThat(properties.apply(NAME)).contains("system");
        } finally {
            System.clearProperty(NAME);
        }
    }

    @Test
    void propertyOfAnAnnotationMember_isFoundAsAVariable() {
        assertThat(new PlainProperties(Map.of("COM_EXAMPLE_SEARCH_FIND_RATELIMIT_VALUE", "20"), new Properties())
                        .apply("com.example.Search/find/RateLimit/value"))
                .contains("20");
    }

    @ParameterizedTest
    @CsvSource({
        "beacon.ratelimit.\"log-in\".value, BEACON_RATELIMIT__LOG_IN__VALUE",
        "beacon.ratelimit.\"login\".windowUnit, BEACON_RATELIMIT__LOGIN__WINDOWUNIT",
        "beacon.ratelimit.tiers.\"premium\".claim-value, BEACON_RATELIMIT_TIERS__PREMIUM__CLAIM_VALUE",
    })
    void propertyOfANamedLimit_isFoundAsAVariable(String property, String variable) {
        assertThat(new PlainProperties(Map.of(variable, "20"), new Properties()).apply(property))
                .contains("20");
    }

    @Test
    void emptyValue_isNone() {
        assertThat(new PlainProperties(Map.of("REDIS_URL", ""), new Properties()).apply("redis.url"))
                .isEmpty();
    }

    @Test
    void names_areThoseOfAllSources() {
        Properties file = new Properties();
        file.setProperty("redis.ulr", "redis://localhost");

        assertThat(new PlainProperties(Map.of(), file).names()).contains("redis.ulr", "java.version");
    }
}
