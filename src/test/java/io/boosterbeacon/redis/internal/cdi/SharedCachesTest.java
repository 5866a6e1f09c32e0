package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.cache.Cache;
import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.cache.CacheTtl;
import io.boosterbeacon.redis.cache.CacheValue;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.cache.Caches;
import io.boosterbeacon.redis.testing.Application;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Specializes;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Methods and places that have one cache. */
class SharedCachesTest {
    record Item(String id, String owner) {}

    @ApplicationScoped
    static class Items {
        @Inject
        Caches caches;

        @Cached(cacheName = "items", ttl = 600, tags = "owner:{result.owner}")
        public Optional<Item> find(@CacheKey String id) {
            return Optional.of(new Item(id, "ada"));
        }

        @Cached(cacheName = "plain", ttl = 60)
        public String plain(String id) {
            return id;
        }

        public <V> Cache<V> cache(String name, Class<V> type) {
            return caches.get(name, type);
        }
    }

    /** Other keys, other units, other names in the templates of tags, and other ways to read. */
    @Dependent
    static class Agreeing {
        @Cached(
                cacheName = "items",
                ttl = 600,
                tags = "owner:{owner}",
                refreshAfter = 300,
                earlyRefresh = 1,
                immutable = true,
                jitter = 0.1)
        public Item ofOwner(String owner, int number) {
            return new Item("" + number, owner);
        }

        @Cached(
                cacheName = "items",
                ttl = 10,
                ttlUnit = ChronoUnit.MINUTES,
                tags = "owner:{result.owner}",
                key = "slug:{slug}")
        public Item bySlug(String slug) {
            return new Item(slug, "ada");
        }

        @Cached(cacheName = "items", ttl = 600, tags = "owner:{result.owner}")
        public Map<String, Item> all(@CacheKey Collection<String> ids) {
            return Map.of();
        }

        /** Each tag removes what it stores. */
        @Cached(cacheName = "items", ttl = 600)
        public Item untagged(@CacheKey String id) {
            return new Item(id, "ada");
        }

        /** How long its node keeps what it has read. */
        @Cached(cacheName = "items", ttl = 600, localTtl = 5, tags = "owner:{result.owner}")
        public Item near(@CacheKey String id) {
            return new Item(id, "ada");
        }

        /** Its keys are never those of the others. */
        @Cached(cacheName = "items", ttl = 5, staleTtl = 60, tags = "owner:{result.owner}")
        public Item byNumber(@CacheKey long number) {
            return new Item("" + number, "ada");
        }

        /** It says how long what it puts lives. */
        @CachePut(cacheName = "items", ttl = 5, tags = "owner:{item.owner}")
        public void put(@CacheKey String id, @CacheValue Item item) {}
    }

    /** Not selected: CDI makes no bean of it. */
    @Dependent
    @Alternative
    static class Mock {
        @Cached(cacheName = "items", ttl = 2, tags = "owner:{result.owner}")
        public Item find(@CacheKey String id) {
            return new Item(id, "nobody");
        }
    }

    @ApplicationScoped
    @Specializes
    static class Special extends Items {
        @Override
        @Cached(cacheName = "items", ttl = 1, tags = "owner:{result.owner}")
        public Optional<Item> find(@CacheKey String id) {
            return Optional.of(new Item(id, "special"));
        }
    }

    @Dependent
    static class OtherUnit {
        @Cached(cacheName = "items", ttl = 10, ttlUnit = ChronoUnit.MINUTES)
        public Item find(@CacheKey String id) {
            return new Item(id, "ada");
        }
    }

    @Dependent
    static class Ttl {
        @Cached(cacheName = "items", ttl = 601, tags = "owner:{result.owner}")
        public Item other(@CacheKey String id) {
            return new Item(id, "ada");
        }
    }

    @Dependent
    static class NullTtl {
        @Cached(cacheName = "items", ttl = 600, nullTtl = 5, tags = "owner:{result.owner}")
        public Item other(@CacheKey String id) {
            return new Item(id, "ada");
        }
    }

    @Dependent
    static class StaleTtl {
        @Cached(cacheName = "items", ttl = 600, staleTtl = 5, tags = "owner:{result.owner}")
        public Item other(@CacheKey String id) {
            return new Item(id, "ada");
        }
    }

    @Dependent
    static class SlidingTtl {
        @Cached(cacheName = "items", ttl = 600, slidingTtl = 5, tags = "owner:{result.owner}")
        public Item other(@CacheKey String id) {
            return new Item(id, "ada");
        }
    }

    @ApplicationScoped
    static class OneMinute implements CacheTtl<Item> {
        @Override
        public Duration ttl(Item value) {
            return Duration.ofMinutes(1);
        }
    }

    @Dependent
    static class TtlBy {
        @Cached(cacheName = "items", ttl = 600, ttlBy = OneMinute.class, tags = "owner:{result.owner}")
        public Item other(@CacheKey String id) {
            return new Item(id, "ada");
        }
    }

    @Dependent
    static class Tags {
        @Cached(cacheName = "items", ttl = 600, tags = "id:{result.id}")
        public Item other(@CacheKey String id) {
            return new Item(id, "ada");
        }
    }

    @Dependent
    static class Invalidating {
        @CacheInvalidate(cacheName = "items", tags = "owner:{owner}")
        public void changed(String owner) {}
    }

    private static Class<?> named(String name) {
        for (Class<?> each : SharedCachesTest.class.getDeclaredClasses()) {
            if (each.getSimpleName().equals(name)) {
                return each;
            }
        }
        throw new AssertionError(name);
    }

    @ParameterizedTest
    @CsvSource({
        "Ttl, ttl is PT10M1S, PT10M",
        "NullTtl, nullTtl is PT5S, PT0S",
        "StaleTtl, staleTtl is PT5S, PT0S",
        "SlidingTtl, slidingTtl is PT5S, PT0S",
        "TtlBy, ttlBy is ",
        "Tags, tags is [id:{result.id}], [owner:{result.owner}]"
    })
    void methods_thatDisagree_failTheDeployment(String bean, String own) {
        Class<?> other = named(bean);

        assertThatThrownBy(() -> new Application(Items.class, OneMinute.class, other).close())
                .isInstanceOf(DeploymentException.class)
                .hasMessageContainingAll(
                        "@Cached on " + other.getName() + ".other()",
                        "@Cached on " + Items.class.getName() + ".find()",
                        own,
                        "for the same cache; accepted: ");
    }

    @Test
    void methods_thatAgreeOnWhatIsStored_areDeployed() {
        try (Application application = new Application(Items.class, Agreeing.class, Invalidating.class)) {
            application.bean(Items.class).find("1");
            assertThat(application.bean(Agreeing.class).untagged("1").owner()).isEqualTo("ada");
        }
    }

    @Test
    void classes_thatOthersReplace_takeNoPart() {
        try (Application application = new Application(Items.class, Mock.class, Special.class)) {
            assertThat(application.bean(Items.class).find("1"))
                    .hasValueSatisfying(item -> assertThat(item.owner()).isEqualTo("special"));
        }
    }

    /** It gives all methods of the cache one value. */
    @ParameterizedTest
    @CsvSource({"Ttl, ttl, 60", "NullTtl, nullTtl, 0", "StaleTtl, staleTtl, 60"})
    void methods_thatAConfigurationMakesAgree_areDeployed(String bean, String member, String value) {
        Map<String, String> ofTheCache = Map.of("beacon.cache.\"items\"." + member, value);
        try (Application application = new Application(ofTheCache, Items.class, named(bean))) {
            assertThat(application.bean(Items.class).find("1")).isPresent();
        }
    }

    /** It counts in the unit of each annotation, unless it has a unit itself. */
    @Test
    void configuration_ofMethodsWithOtherUnits_needsAUnit() {
        Map<String, String> seconds =
                Map.of("beacon.cache.\"items\".ttl", "60", "beacon.cache.\"items\".ttlUnit", "SECONDS");

        assertThatThrownBy(
                        () -> new Application(Map.of("beacon.cache.\"items\".ttl", "60"), Items.class, OtherUnit.class)
                                .close())
                .isInstanceOf(DeploymentException.class)
                .hasMessageContainingAll("ttl is PT", "beacon.cache.\"items\".ttl", "ttlUnit");
        try (Application application = new Application(seconds, Items.class, OtherUnit.class)) {
            assertThat(application.bean(Items.class).find("1")).isPresent();
        }
    }

    @Test
    void method_thatIsDisabled_mayDisagree() {
        Map<String, String> disabled = Map.of(Ttl.class.getName() + "/other/Cached/enabled", "false");
        try (Application application = new Application(disabled, Items.class, Ttl.class)) {
            assertThat(application.bean(Items.class).find("1")).isPresent();
        }
    }

    /** It would remove nothing. */
    @Test
    void tags_ofACacheWhoseValuesHaveNone_areRefused() {
        try (Application application = new Application(Items.class)) {
            Cache<String> plain = application.bean(Items.class).cache("plain", String.class);

            plain.put("1", "a");
            assertThatThrownBy(() -> plain.invalidateTags("owner:ada"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll("cache \"plain\"", "@Cached(tags = …)", "@CacheName(tags = …)");
            assertThatThrownBy(() -> plain.async().invalidateTags("owner:ada"))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(plain.get("1")).contains("a");
        }
    }

    /** Another application may give its values tags. */
    @Test
    void tags_ofASharedCache_areInvalidated() {
        try (Application application = new Application(Map.of("beacon.cache.shared", "plain"), Items.class)) {
            Cache<String> plain = application.bean(Items.class).cache("plain", String.class);
            plain.put("1", "a");

            plain.invalidateTags("owner:ada");

            assertThat(plain.get("1")).contains("a");
        }
    }

    @Test
    void tags_ofACacheThatOnlyMethodsGiveThem_areInvalidated() {
        try (Application application = new Application(Items.class)) {
            Items items = application.bean(Items.class);
            Cache<Item> cache = items.cache("items", Item.class);
            items.find("1");
            assertThat(cache.get("1")).isPresent();

            cache.invalidateTags("owner:ada");
            assertThat(cache.get("1")).isEmpty();
        }
    }
}
