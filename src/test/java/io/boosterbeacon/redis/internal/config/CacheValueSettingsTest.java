package io.boosterbeacon.redis.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.cache.CacheValue;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.codec.EncryptionKey;
import io.boosterbeacon.redis.internal.codec.EnvelopeOptions;
import java.lang.reflect.Method;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheValueSettingsTest {
    private static final CacheName PRICES = new CacheName("prices", "shop:prices");
    private static final String OF_CACHE = "beacon.cache.\"prices\".encryption-key";
    private static final String A = key(16, 1);
    private static final String B = key(24, 2);
    private static final String C = key(32, 3);

    private final Map<String, String> properties = new HashMap<>();

    static class Shop {
        @Cached(cacheName = "prices", version = 3)
        public String price(String id) {
            return id;
        }

        @CachePut(cacheName = "prices", version = 3)
        public void put(String id, @CacheValue String price) {}

        @Cached(cacheName = "prices", version = -1)
        public String negative(String id) {
            return id;
        }
    }

    private static String key(int length, int fill) {
        byte[] bytes = new byte[length];
        java.util.Arrays.fill(bytes, (byte) fill);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static Method method(String name) {
        return java.util.stream.Stream.of(Shop.class.getMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Optional<String> property(String name) {
        return Optional.ofNullable(properties.get(name));
    }

    private EnvelopeOptions read(String name) {
        CacheValueSettings settings = Settings.read(this::property, problem -> {
                    throw problem;
                })
                .cache()
                .values();
        Method method = method(name);
        CachePolicy policy = CachePolicy.of(
                method.getAnnotation(Cached.class), PRICES, new BeanMethod(Shop.class, method), method, this::property);
        return settings.options(policy.version(), PRICES, this::property);
    }

    private EnvelopeOptions put() {
        Method method = method("put");
        CachePolicy policy = CachePolicy.of(
                method.getAnnotation(CachePut.class),
                PRICES,
                new BeanMethod(Shop.class, method),
                method,
                this::property);
        return CacheValueSettings.DEFAULTS.options(policy.version(), PRICES, this::property);
    }

    private static List<String> ids(EnvelopeOptions options) {
        return options.keys().stream().map(EncryptionKey::toString).toList();
    }

    private static String id(String key) {
        return EncryptionKey.of(Base64.getDecoder().decode(key)).toString();
    }

    @Test
    void options_annotationAlone_hasTheDefaults() {
        assertThat(read("price")).isEqualTo(new EnvelopeOptions(3, 8 << 20, 16 << 10, List.of()));
        assertThat(put()).isEqualTo(new EnvelopeOptions(3, 8 << 20, 16 << 10, List.of()));
    }

    @Test
    void options_propertiesOfTheCache_countForBothAnnotations() {
        properties.put("beacon.cache.\"prices\".version", "7");
        properties.put(OF_CACHE, A);

        assertThat(read("price").version()).isEqualTo(7);
        assertThat(put().version()).isEqualTo(7);
        assertThat(ids(read("price"))).containsExactly(id(A));
        assertThat(ids(put())).containsExactly(id(A));
    }

    @Test
    void keys_ofTheCache_replaceThoseOfAllCaches() {
        properties.put("beacon.cache.encryption-key", A + " , " + B);
        assertThat(ids(read("price"))).containsExactly(id(A), id(B));

        properties.put(OF_CACHE, C);
        assertThat(ids(read("price"))).containsExactly(id(C));
    }

    @ParameterizedTest
    @ValueSource(strings = {"beacon.cache.encryption-key", OF_CACHE})
    void wrongKey_isRefusedWithoutBeingQuoted(String property) {
        for (String wrong : List.of("c2VjcmV0", "not base64!", key(31, 4), A + ",", A + "," + key(33, 5))) {
            properties.put(property, wrong);

            assertThat(catchThrowable(() -> read("price")))
                    .isInstanceOf(ConfigProblem.class)
                    .hasMessageStartingWith(property + " has a key ")
                    .hasMessageEndingWith("accepted: keys of 16, 24 or 32 random bytes in base64, separated by commas")
                    .hasMessageNotContaining("c2VjcmV0")
                    .hasMessageNotContaining(A.substring(0, 10))
                    .hasMessageNotContaining(key(31, 4).substring(0, 10));
        }
    }

    @Test
    void negativeVersion_isRefused() {
        assertThat(catchThrowable(() -> read("negative")))
                .isInstanceOf(ConfigProblem.class)
                .hasMessage("@Cached on " + Shop.class.getName()
                        + ".negative(): version is \"-1\"; accepted: a whole number from 0");
    }

    @ParameterizedTest
    @CsvSource({"-1", "one", "2147483648"})
    void wrongVersionInAProperty_isRefused(String version) {
        properties.put("Cached/version", version);

        assertThat(catchThrowable(() -> read("price")))
                .hasMessage("Cached/version is \"" + version + "\"; accepted: a whole number from 0 to 2147483647");
    }
}
