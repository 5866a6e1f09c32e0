package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.LogLines;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.adapter.JsonbAdapter;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Which JSON object writes the values of an application. Each object writes something else for an example. */
class JsonBeansTest {
    private static final String JSON = "beacon.cache.json";

    /** Without a getter: only Jackson writes it, if it is told to. */
    public static class Hidden {
        String name = "a";
    }

    public static class Adapted {
        @JsonbTypeAdapter(Twice.class)
        public String name = "a";
    }

    public static class Twice implements JsonbAdapter<String, String> {
        @Override
        public String adaptToJson(String value) {
            return value + value;
        }

        @Override
        public String adaptFromJson(String json) {
            return json.substring(json.length() / 2);
        }
    }

    /** Its value can be stored by a mapper that sees fields, and not by the library. */
    @ApplicationScoped
    static class Shop {
        final AtomicInteger calls = new AtomicInteger();

        @Cached
        public Hidden hidden() {
            calls.incrementAndGet();
            return new Hidden();
        }

        int count() {
            return calls.get();
        }
    }

    /** Only JSON-B can store its value. */
    @ApplicationScoped
    static class ShopOfJsonb {
        @Cached
        public Adapted adapted() {
            return new Adapted();
        }
    }

    static ObjectMapper ofFields() {
        return JsonMapper.builder()
                .visibility(
                        com.fasterxml.jackson.annotation.PropertyAccessor.FIELD,
                        com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility.ANY)
                .build();
    }

    @ApplicationScoped
    static class OneMapper {
        @Produces
        @Singleton
        ObjectMapper mapper() {
            return ofFields();
        }
    }

    @ApplicationScoped
    static class OtherMapper {
        @Produces
        @Singleton
        ObjectMapper mapper() {
            return new ObjectMapper();
        }
    }

    @ApplicationScoped
    static class NamedMapper {
        @Produces
        @Named("beacon.cache")
        @Singleton
        ObjectMapper mapper() {
            return ofFields();
        }
    }

    @ApplicationScoped
    static class UselessMapper {
        @Produces
        @Singleton
        ObjectMapper mapper() {
            return JsonMapper.builder().disable(MapperFeature.USE_ANNOTATIONS).build();
        }
    }

    /** There is no request when the application starts. */
    @ApplicationScoped
    static class MapperOfARequest {
        static final AtomicInteger CREATED = new AtomicInteger();

        @Produces
        @RequestScoped
        ObjectMapper mapper() {
            CREATED.incrementAndGet();
            return ofFields();
        }
    }

    @ApplicationScoped
    static class CountedMapper {
        static final AtomicInteger CREATED = new AtomicInteger();

        @Produces
        @Singleton
        ObjectMapper mapper() {
            CREATED.incrementAndGet();
            return ofFields();
        }
    }

    @ApplicationScoped
    static class OneJsonb {
        @Produces
        @Singleton
        Jsonb jsonb() {
            return JsonbBuilder.create();
        }
    }

    private static int loads(Map<String, String> properties, Class<?>... beans) {
        try (Application application = new Application(properties, beans)) {
            Shop shop = application.bean(Shop.class);
            assertThat(shop.hidden().name).isEqualTo(shop.hidden().name);
            return shop.count();
        }
    }

    private static String mistake(String json, Class<?>... beans) {
        return String.valueOf(catchThrowable(() -> new Application(Map.of(JSON, json), beans).close())
                .getMessage());
    }

    @Test
    void auto_oneMapper_isUsed() {
        assertThat(loads(Map.of(JSON, "auto"), Shop.class)).isEqualTo(2);
        assertThat(loads(Map.of(JSON, "auto"), Shop.class, OneMapper.class)).isEqualTo(1);
        assertThat(loads(Map.of(JSON, "auto"), Shop.class, OneMapper.class, OneJsonb.class))
                .isEqualTo(1);
    }

    @Test
    void auto_severalMappers_onlyTheNamedOneIsUsed() {
        assertThat(loads(Map.of(JSON, "auto"), Shop.class, OneMapper.class, OtherMapper.class))
                .isEqualTo(2);
        assertThat(loads(Map.of(JSON, "auto"), Shop.class, OtherMapper.class, NamedMapper.class))
                .isEqualTo(1);
    }

    @Test
    void library_isUsedThoughThereIsAMapper() {
        assertThat(loads(Map.of(JSON, "library"), Shop.class, OneMapper.class)).isEqualTo(2);
    }

    @Test
    void auto_oneJsonb_storesWhatOnlyItCanStore() {
        try (Application application = new Application(Map.of(JSON, "auto"), ShopOfJsonb.class, OneJsonb.class)) {
            ShopOfJsonb shop = application.bean(ShopOfJsonb.class);
            assertThat(shop.adapted().name).isEqualTo("a");
            assertThat(shop.adapted().name).isEqualTo("a");
        }
        assertThat(mistake("auto", ShopOfJsonb.class)).contains("JsonbTypeAdapter");
        assertThat(mistake("library", ShopOfJsonb.class, OneJsonb.class)).contains("JsonbTypeAdapter");
        try (Application application =
                new Application(Map.of(JSON, "jsonb"), ShopOfJsonb.class, OneJsonb.class, OneMapper.class)) {
            assertThat(application.bean(ShopOfJsonb.class).adapted().name).isEqualTo("a");
        }
    }

    @Test
    void auto_mapperThatCannotBeUsed_isAWarning() {
        try (LogLines log = new LogLines("io.boosterbeacon.redis")) {
            assertThat(loads(Map.of(JSON, "auto"), Shop.class, UselessMapper.class))
                    .isEqualTo(2);
            assertThat(log.all())
                    .anyMatch(line -> line.equals("This library writes cached values, not the application's "
                            + ObjectMapper.class.getName() + ", because it ignores annotations"));
        }
    }

    @Test
    void auto_mapperOfARequest_isNotUsedAndFailsNothing() {
        assertThat(loads(Map.of(JSON, "auto"), Shop.class, MapperOfARequest.class))
                .isEqualTo(2);
        assertThat(MapperOfARequest.CREATED).hasValue(0);
    }

    @Test
    void mapperOfAnApplicationWithoutCaches_isNotCreated() {
        new Application(Map.of(JSON, "auto"), CountedMapper.class).close();
        assertThat(CountedMapper.CREATED).hasValue(0);

        assertThat(loads(Map.of(JSON, "auto"), Shop.class, CountedMapper.class)).isEqualTo(1);
        assertThat(CountedMapper.CREATED).hasValue(1);
    }

    @Test
    void chosenLibrary_withoutOneBean_failsTheDeployment() {
        String accepted = "\"; accepted: auto or library, because there is not one bean of type ";

        assertThat(mistake("jackson", Shop.class))
                .isEqualTo(JSON + " is \"jackson" + accepted + ObjectMapper.class.getName()
                        + ", nor one with @Named(\"beacon.cache\")");
        assertThat(mistake("jackson", Shop.class, OneMapper.class, OtherMapper.class))
                .contains("jackson" + accepted);
        assertThat(mistake("jsonb", Shop.class, OneMapper.class)).contains("jsonb" + accepted + Jsonb.class.getName());
        assertThat(mistake("jackson", Shop.class, UselessMapper.class))
                .contains("jackson\"; accepted: auto or library, because it ignores annotations");
    }
}
