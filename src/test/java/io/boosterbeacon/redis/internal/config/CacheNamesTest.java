package io.boosterbeacon.redis.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.cache.CacheDefaults;
import io.boosterbeacon.redis.cache.Cached;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What caches are called, by the application and in the store. */
class CacheNamesTest {
    private static final String SHOP = Shop.class.getName();

    private final CacheNames names = new CacheNames(new ApplicationSettings("app", Set.of("shared"), false, Set.of()));

    static class Shop {
        @Cached(cacheName = "prices")
        int named() {
            return 1;
        }

        @Cached(cacheName = "shared")
        int shared() {
            return 1;
        }

        @Cached
        int unnamed(int[] ids, String text) {
            return 1;
        }

        @Cached(cacheName = "a name")
        int badName() {
            return 1;
        }

        @Cached
        int manyParameters(
                StringBuilder one, StringBuilder two, StringBuilder three, StringBuilder four, StringBuilder five) {
            return 1;
        }

        @Cached
        int manyParameters(
                StringBuilder one, StringBuilder two, StringBuilder three, StringBuilder four, StringBuffer five) {
            return 1;
        }
    }

    static class Heir extends Shop {}

    @CacheDefaults(cacheName = "prices")
    static class WithDefaults {
        @Cached
        int unnamed() {
            return 1;
        }
    }

    @CacheDefaults(cacheName = "a name")
    static class WithBadDefaults {
        @Cached
        int unnamed() {
            return 1;
        }
    }

    private CacheName name(Class<?> bean, String method) {
        return names(bean, method).findFirst().orElseThrow();
    }

    private Stream<CacheName> names(Class<?> bean, String name) {
        Class<?> declaring = bean == Heir.class ? Shop.class : bean;
        return Stream.of(declaring.getDeclaredMethods())
                .filter(method -> method.getName().equals(name))
                .map(method -> name(bean, method));
    }

    private CacheName name(Class<?> bean, Method method) {
        return names.of(
                Cached.class, method.getAnnotation(Cached.class).cacheName(), new BeanMethod(bean, method), method);
    }

    @Test
    void name_isTheOwnElseTheClassesElseTheMethods() {
        assertThat(name(Shop.class, "named")).isEqualTo(new CacheName("prices", "app:prices"));
        assertThat(name(WithDefaults.class, "unnamed")).isEqualTo(new CacheName("prices", "app:prices"));
        assertThat(name(Shop.class, "unnamed"))
                .isEqualTo(new CacheName(
                        SHOP + "/unnamed(int[],java.lang.String)", "app:" + SHOP + "/unnamed(int[],java.lang.String)"));
        assertThat(name(Heir.class, "unnamed").name())
                .isEqualTo(Heir.class.getName() + "/unnamed(int[],java.lang.String)");
        assertThat(name(Heir.class, "named")).isEqualTo(name(Shop.class, "named"));
    }

    @Test
    void name_ofASharedCache_isWithoutTheApplication() {
        assertThat(name(Shop.class, "shared")).isEqualTo(new CacheName("shared", "shared"));
    }

    @Test
    void id_ofALongName_isShortAndItsOwn() {
        assertThat(names(Shop.class, "manyParameters").map(CacheName::id))
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.length() <= 200)
                .allMatch(id -> id.startsWith("app:" + SHOP + "/many"));
    }

    @Test
    void name_withOtherCharacters_namesWhereItStands() {
        String accepted = "is \"a name\"; accepted: 1 to 200 letters, digits and . _ - / $ ( ) , [ ]";

        assertThatThrownBy(() -> name(Shop.class, "badName"))
                .hasMessage("@Cached on " + SHOP + ".badName(): cacheName " + accepted);
        assertThatThrownBy(() -> name(WithBadDefaults.class, "unnamed"))
                .hasMessage("@CacheDefaults on " + WithBadDefaults.class.getName() + ": cacheName " + accepted);
    }
}
