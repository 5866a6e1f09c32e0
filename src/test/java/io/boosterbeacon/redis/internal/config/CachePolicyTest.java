package io.boosterbeacon.redis.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.cache.CacheValue;
import io.boosterbeacon.redis.cache.Cached;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CachePolicyTest {
    private static final String SHOP = Shop.class.getName();
    private static final CacheName PRICES = new CacheName("prices", "app:prices");

    private final Map<String, String> properties = new HashMap<>();

    static class Shop {
        @Cached(cacheName = "prices")
        int plain() {
            return 1;
        }

        @Cached(cacheName = "prices", ttl = 4, refreshAfter = 4)
        int lateRefresh() {
            return 1;
        }

        @Cached(cacheName = "prices", earlyRefresh = 101)
        int tooEarly() {
            return 1;
        }

        @Cached(cacheName = "prices", refreshAfter = -1)
        int refreshedBefore() {
            return 1;
        }

        @Cached(
                cacheName = "prices",
                ttl = 5,
                ttlUnit = ChronoUnit.MINUTES,
                nullTtl = 2,
                staleTtl = 10,
                localTtl = 3,
                immutable = true,
                jitter = 0.25,
                refreshAfter = 4,
                earlyRefresh = 1.5)
        int full() {
            return 1;
        }

        @Cached(ttl = 0)
        int noTtl() {
            return 1;
        }

        @Cached(ttl = 5, slidingTtl = 6)
        int slidingForTooLong() {
            return 1;
        }

        @Cached(staleTtl = 1, slidingTtl = 6)
        int slidingAndStale() {
            return 1;
        }

        @Cached(softLoadTimeout = 5)
        int softWithoutStale() {
            return 1;
        }

        @Cached(staleTtl = 1, softLoadTimeout = 5, hardLoadTimeout = 5)
        int softNotBeforeHard() {
            return 1;
        }

        @Cached(hardLoadTimeout = -1)
        int negativeTimeout() {
            return 1;
        }

        @Cached(nullTtl = -1)
        int negativeNullTtl() {
            return 1;
        }

        @Cached(ttl = 3_661, ttlUnit = ChronoUnit.DAYS)
        int tenYears() {
            return 1;
        }

        @Cached(ttlUnit = ChronoUnit.MICROS)
        int micros() {
            return 1;
        }

        @Cached(cacheName = "prices", ttlUnit = ChronoUnit.MINUTES, localTtl = 3)
        int near() {
            return 1;
        }

        @Cached(ttl = 60, localTtl = 61)
        int nearTooLong() {
            return 1;
        }

        @Cached(localTtl = -1)
        int nearNegative() {
            return 1;
        }

        @Cached(jitter = 0.6)
        int shaky() {
            return 1;
        }

        @Cached(jitter = Double.NaN)
        int notANumber() {
            return 1;
        }

        @CachePut(cacheName = "prices", ttl = 7)
        void put(@CacheValue int price) {}

        @CachePut(cacheName = "prices", ttl = -7)
        void badPut(@CacheValue int price) {}
    }

    private static Method method(Class<?> type, String name) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private CachePolicy cached(String name) {
        Method method = method(Shop.class, name);
        return CachePolicy.of(
                method.getAnnotation(Cached.class),
                PRICES,
                new BeanMethod(method.getDeclaringClass(), method),
                method,
                key -> Optional.ofNullable(properties.get(key)));
    }

    private CachePolicy put(String name) {
        Method method = method(Shop.class, name);
        return CachePolicy.of(
                method.getAnnotation(CachePut.class),
                PRICES,
                new BeanMethod(method.getDeclaringClass(), method),
                method,
                key -> Optional.ofNullable(properties.get(key)));
    }

    @Test
    void policy_annotationAlone_isWhatItSays() {
        assertThat(cached("plain"))
                .isEqualTo(new CachePolicy(
                        true,
                        Duration.ofMinutes(5),
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        false,
                        0,
                        Duration.ZERO,
                        0,
                        Duration.ZERO,
                        Duration.ZERO,
                        0));
        assertThat(cached("full"))
                .isEqualTo(new CachePolicy(
                        true,
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(3),
                        Duration.ZERO,
                        true,
                        0.25,
                        Duration.ofMinutes(4),
                        1.5,
                        Duration.ZERO,
                        Duration.ZERO,
                        0));
        assertThat(put("put"))
                .isEqualTo(new CachePolicy(
                        true,
                        Duration.ofSeconds(7),
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        false,
                        0,
                        Duration.ZERO,
                        0,
                        Duration.ZERO,
                        Duration.ZERO,
                        0));
    }

    @Test
    void overrides_ofSeveralLevels_theNearestCounts() {
        properties.put("Cached/ttl", "1");
        assertThat(cached("plain").ttl()).hasSeconds(1);
        properties.put(SHOP + "/Cached/ttl", "2");
        assertThat(cached("plain").ttl()).hasSeconds(2);
        properties.put(SHOP + "/plain/Cached/ttl", "3");
        assertThat(cached("plain").ttl()).hasSeconds(3);
        properties.put("beacon.cache.\"prices\".ttl", "4");
        assertThat(cached("plain").ttl()).hasSeconds(4);
        assertThat(put("put").ttl()).hasSeconds(4);
    }

    static class Heir extends Shop {}

    @Test
    void overrides_ofTheBean_areNearerThanThoseOfItsParent() {
        Method method = method(Shop.class, "plain");
        String heir = Heir.class.getName();
        properties.put(SHOP + "/Cached/ttl", "1");
        properties.put(heir + "/Cached/ttl", "2");
        assertThat(inherited(method).ttl()).hasSeconds(2);
        properties.put(SHOP + "/plain/Cached/ttl", "3");
        assertThat(inherited(method).ttl()).hasSeconds(3);
        properties.put(heir + "/plain/Cached/ttl", "4");
        assertThat(inherited(method).ttl()).hasSeconds(4);
        assertThat(cached("plain").ttl()).hasSeconds(3);
    }

    private CachePolicy inherited(Method method) {
        return CachePolicy.of(
                method.getAnnotation(Cached.class),
                PRICES,
                new BeanMethod(Heir.class, method),
                method,
                key -> Optional.ofNullable(properties.get(key)));
    }

    @Test
    void overrides_ofAnotherMethodOrAnnotation_doNotCount() {
        properties.put(SHOP + "/full/Cached/ttl", "3");
        properties.put("CachePut/ttl", "4");
        properties.put("beacon.cache.\"other\".ttl", "5");

        assertThat(cached("plain").ttl()).hasSeconds(300);
    }

    @Test
    void overrides_ofEachMember_count() {
        properties.put("beacon.cache.\"prices\".ttlUnit", "hours");
        properties.put("Cached/nullTtl", "3");
        properties.put(SHOP + "/plain/Cached/jitter", "0.5");
        properties.put("beacon.cache.\"prices\".localTtl", "300");
        properties.put(SHOP + "/Cached/immutable", "true");
        properties.put(SHOP + "/Cached/staleTtl", "1");
        properties.put("beacon.cache.\"prices\".softLoadTimeout", "20");
        properties.put("Cached/hardLoadTimeout", "50");
        properties.put(SHOP + "/Cached/enabled", "false");

        assertThat(cached("plain"))
                .isEqualTo(new CachePolicy(
                        false,
                        Duration.ofHours(300),
                        Duration.ofHours(3),
                        Duration.ofHours(1),
                        Duration.ofHours(300),
                        Duration.ZERO,
                        true,
                        0.5,
                        Duration.ZERO,
                        0,
                        Duration.ofMillis(20),
                        Duration.ofMillis(50),
                        0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "slidingForTooLong | slidingTtl is \"6\" | a whole number of SECONDS from 0 to 5, which is the ttl",
                "slidingAndStale | slidingTtl is \"6\" | 0, because there is a staleTtl",
                "softWithoutStale | softLoadTimeout is \"5\" | 0, because without staleTtl there is no stale value",
                "softNotBeforeHard | softLoadTimeout is \"5\" | less than hardLoadTimeout, 5",
                "negativeTimeout | hardLoadTimeout is \"-1\" | a whole number of MILLIS from 0 to 316224000000",
                "noTtl | ttl is \"0\" | a whole number of SECONDS from 1 to 316224000",
                "negativeNullTtl | nullTtl is \"-1\" | a whole number of SECONDS from 0 to 316224000",
                "tenYears | ttl is \"3661\" | a whole number of DAYS from 1 to 3660",
                "micros | ttl unit is \"MICROS\" | MILLIS, SECONDS, MINUTES, HOURS, HALF_DAYS, DAYS",
                "nearTooLong | localTtl is \"61\" | a whole number of SECONDS from 0 to 60, which is the ttl",
                "nearNegative | localTtl is \"-1\" | a whole number of SECONDS from 0 to 316224000",
                "shaky | jitter is \"0.6\" | a fraction from 0 to 0.5",
                "notANumber | jitter is \"NaN\" | a fraction from 0 to 0.5",
                "lateRefresh | refreshAfter is \"4000 ms\" | less than ttl, 4000 ms",
                "refreshedBefore | refreshAfter is \"-1\" | a whole number of SECONDS from 0 to 316224000",
                "tooEarly | earlyRefresh is \"101.0\" | a number from 0 to 100.0",
            })
    void annotation_badMember_namesPlaceValueAndWhatIsAccepted(String method, String mistake, String accepted) {
        assertThatThrownBy(() -> cached(method))
                .isInstanceOf(ConfigProblem.class)
                .hasMessage("@Cached on " + SHOP + "." + method + "(): " + mistake + "; accepted: " + accepted);
    }

    /** An override of one may contradict the other. */
    @Test
    void override_ofTtlBelowLocalTtl_namesBoth() {
        properties.put("beacon.cache.\"prices\".ttl", "2");

        assertThatThrownBy(() -> cached("near"))
                .isInstanceOf(ConfigProblem.class)
                .hasMessage(
                        "@Cached on " + SHOP
                                + ".near(): localTtl is \"3\"; accepted: a whole number of MINUTES from 0 to 2, which is the ttl");
    }

    @Test
    void annotation_badPut_namesIt() {
        assertThatThrownBy(() -> put("badPut"))
                .isInstanceOf(ConfigProblem.class)
                .hasMessageStartingWith("@CachePut on " + SHOP + ".badPut(): ttl is \"-7\"; accepted: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ttl | 0 | a whole number from 1 to",
                "ttl | 5m | a whole number from 1 to",
                "nullTtl | -1 | a whole number from 0 to",
                "staleTtl | -1 | a whole number from 0 to",
                "localTtl | -1 | a whole number from 0 to",
                "localTtl | 5m | a whole number from 0 to",
                "immutable | maybe | true or false",
                "ttlUnit | fortnights | MILLIS, SECONDS, MINUTES, HOURS, HALF_DAYS, DAYS",
                "ttlUnit | weeks | MILLIS, SECONDS, MINUTES, HOURS, HALF_DAYS, DAYS",
                "jitter | 0.51 | a fraction from 0 to 0.5",
                "jitter | half | a fraction from 0 to 0.5",
                "jitter | NaN | a fraction from 0 to 0.5",
                "refreshAfter | -1 | a whole number from 0 to",
                "earlyRefresh | -0.1 | a number from 0 to 100.0",
                "enabled | no | true or false",
            })
    void override_badValue_namesPropertyValueAndWhatIsAccepted(String member, String value, String accepted) {
        String property = "beacon.cache.\"prices\"." + member;
        properties.put(property, value);

        assertThatThrownBy(() -> cached("plain"))
                .isInstanceOf(ConfigProblem.class)
                .hasMessageStartingWith(property + " is \"" + value + "\"; accepted: " + accepted);
    }
}
