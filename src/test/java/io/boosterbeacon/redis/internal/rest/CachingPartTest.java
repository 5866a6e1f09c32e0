package io.boosterbeacon.redis.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.cache.read.CallerBypass;
import io.boosterbeacon.redis.internal.config.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which filters of caches an application has. */
class CachingPartTest {
    private static List<Object> components(Map<String, String> properties) {
        Settings settings = Settings.read(name -> Optional.ofNullable(properties.get(name)), problem -> {
            throw problem;
        });
        return new CachingPart(
                        settings.cache(),
                        new CallerBypass(CallerBypass.Requests.NONE),
                        name -> Optional.empty(),
                        System::nanoTime)
                .components();
    }

    /** Otherwise any client could load the sources of values as often as it likes. */
    @Test
    void noCache_ofClients_isHonoredOnlyIfTheApplicationWantsIt() {
        assertThat(components(Map.of())).isEmpty();
        assertThat(components(Map.of("beacon.cache.honor-no-cache", "false"))).isEmpty();
        assertThat(components(Map.of("beacon.cache.honor-no-cache", "true")))
                .singleElement()
                .isInstanceOf(NoCacheFilter.class);
        assertThat(components(Map.of("beacon.cache.honor-no-cache", "true", "beacon.cache.enabled", "false")))
                .isEmpty();
    }
}
