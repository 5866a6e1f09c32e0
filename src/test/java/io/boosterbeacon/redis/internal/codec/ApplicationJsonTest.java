package io.boosterbeacon.redis.internal.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.boosterbeacon.redis.internal.codec.Json.LossyException;
import io.boosterbeacon.redis.internal.codec.Json.UnbindableException;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.adapter.JsonbAdapter;
import jakarta.json.bind.annotation.JsonbTransient;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import jakarta.json.bind.config.PropertyNamingStrategy;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that the JSON object of the application writes are as safe as those of the library. */
class ApplicationJsonTest {
    private static final Type PEOPLE = new TypeLiteral<Map<String, List<Person>>>() {}.getType();

    /** A class that both libraries know. */
    public static class Person {
        public String firstName = "";
        public Instant born = Instant.EPOCH;

        static Person ada() {
            Person ada = new Person();
            ada.firstName = "Ada";
            ada.born = Instant.parse("1815-12-10T12:00:00.123456789Z");
            return ada;
        }
    }

    public static class ForJackson {
        @JsonIgnore
        public String password = "";
    }

    public static class ReadByJackson {
        @JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
        public String password = "";
    }

    public static class ForJsonb {
        @JsonbTransient
        public String password = "";
    }

    /** Both libraries exclude it, and it has nothing to exclude. */
    public static class ForBoth {
        public String name = "a";

        @JsonIgnore
        @JsonbTransient
        public String password = "";
    }

    public static class Once {
        public Object stream = new ByteArrayInputStream(new byte[] {1, 2});
    }

    public static class Adapted {
        @JsonbTypeAdapter(Upper.class)
        public String name = "A";
    }

    public static class Upper implements JsonbAdapter<String, String> {
        @Override
        public String adaptToJson(String value) {
            return value + "!";
        }

        @Override
        public String adaptFromJson(String json) {
            return json.substring(0, json.length() - 1);
        }
    }

    private static JsonMapper.Builder mapper() {
        return JsonMapper.builder().addModule(new JavaTimeModule()).addModule(new Jdk8Module());
    }

    private static ValueCodec jackson(ObjectMapper mapper) {
        return ApplicationJson.JACKSON.codec(mapper);
    }

    private static ValueCodec jsonb(JsonbConfig config) {
        return ApplicationJson.JSONB.codec(JsonbBuilder.create(config));
    }

    static Stream<ValueCodec> codecs() {
        return Stream.of(jackson(mapper().build()), jsonb(new JsonbConfig()));
    }

    private static String written(ValueCodec codec, Object value) throws LossyException {
        return new String(codec.writeLossless(value, value.getClass()), UTF_8);
    }

    private static void assertRefused(ValueCodec codec, Object value, String reason) {
        assertThatThrownBy(() -> codec.writeLossless(value, value.getClass()))
                .isInstanceOf(LossyException.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining("sesame");
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void read_whatWasWritten_isEqual(ValueCodec codec) throws Exception {
        byte[] json = codec.writeLossless(Map.of("a", List.of(Person.ada())), PEOPLE);
        byte[] after = ("12" + new String(json, UTF_8)).getBytes(UTF_8);

        assertThat(Objects.requireNonNull(codec.read(after, 2, PEOPLE)).toString())
                .startsWith("{a=[" + Person.class.getName());
        assertThatThrownBy(() -> codec.read("{\"a\":5}".getBytes(UTF_8), 0, PEOPLE))
                .isInstanceOf(UnbindableException.class);
        assertThatThrownBy(() -> codec.read(new byte[0], 0, PEOPLE)).isInstanceOf(UnbindableException.class);
    }

    @Test
    void write_namingStrategyOfTheApplication_isUsed() throws Exception {
        assertThat(written(
                        jackson(mapper().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                                .build()),
                        Person.ada()))
                .contains("first_name");
        assertThat(written(
                        jsonb(new JsonbConfig()
                                .withPropertyNamingStrategy(PropertyNamingStrategy.LOWER_CASE_WITH_DASHES)),
                        Person.ada()))
                .contains("first-name");
    }

    @Test
    void write_contentThatIsLost_isRefused() {
        ObjectMapper millis = mapper().disable(
                        com.fasterxml.jackson.databind.SerializationFeature.WRITE_DATE_TIMESTAMPS_AS_NANOSECONDS)
                .build();
        assertRefused(jackson(millis), Person.ada(), "Person.born is read as another value");
        assertRefused(jackson(new ObjectMapper()), Person.ada(), "java.time.Instant");
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void write_excludedContent_isRefusedWhicheverLibraryExcludesIt(ValueCodec codec) throws Exception {
        ForJackson one = new ForJackson();
        one.password = "sesame";
        ReadByJackson other = new ReadByJackson();
        other.password = "sesame";
        ForJsonb third = new ForJsonb();
        third.password = "sesame";
        for (Object excluding : List.of(one, other, third)) {
            assertRefused(codec, excluding, excluding.getClass().getName());
        }
        assertThat(written(codec, new ForBoth())).contains("name").doesNotContain("password");
    }

    @Test
    void write_objectThatCanBeReadOnce_isRefusedByJackson() throws Exception {
        Once once = new Once();
        assertRefused(jackson(mapper().build()), once, "can be read only once");
        assertThat(((InputStream) once.stream).read()).isEqualTo(1);
    }

    @Test
    void types_thatCannotBeStored_areFoundForBoth() {
        for (ApplicationJson library : ApplicationJson.values()) {
            assertThat(library.types().problem(new TypeLiteral<List<Stream<String>>>() {}.getType()))
                    .hasValue("java.util.stream.Stream can be read only once");
            assertThat(library.types().problem(Person.class)).isEmpty();
        }
        assertThat(ApplicationJson.JSONB.types().problem(Adapted.class)).isEmpty();
        assertThat(ApplicationJson.JACKSON.types().problem(Adapted.class)).isPresent();
    }

    @Test
    void write_adapterOfJsonb_isUsedByJsonb() throws Exception {
        assertThat(written(jsonb(new JsonbConfig()), new Adapted())).isEqualTo("{\"name\":\"A!\"}");
    }

    /** Data must not choose a class. */
    @Test
    void read_defaultTypingOfTheApplication_isOff() throws Exception {
        ObjectMapper typing = mapper().activateDefaultTyping(BasicPolymorphicTypeValidator.builder()
                        .allowIfBaseType(Object.class)
                        .build())
                .build();

        assertThat(written(jackson(typing), Person.ada())).doesNotContain("Person");
        assertThat(typing.writeValueAsString(new Object[] {Person.ada()})).contains("Person");
        assertThat(jackson(typing).read(("[\"" + Person.class.getName() + "\",{}]").getBytes(UTF_8), 0, Object.class))
                .isEqualTo(List.of(Person.class.getName(), Map.of()));
    }

    @Test
    void codec_mapperThatCannotBeUsed_isRefused() {
        assertThatThrownBy(() ->
                        jackson(mapper().disable(MapperFeature.USE_ANNOTATIONS).build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("it ignores annotations");
        assertThatThrownBy(() -> jackson(new ObjectMapper() {
                    private static final long serialVersionUID = 1L;
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("its class does not override copy()");
    }

    /** The application still uses its mapper for other things. */
    @Test
    void codec_ofAMapper_leavesTheMapperAsItIs() throws Exception {
        ObjectMapper mapper = mapper().build();
        ValueCodec unused = jackson(mapper);

        assertThat(mapper.writeValueAsString(new ForJsonb())).contains("password");
    }

    @Test
    void identity_dependsOnTheConfiguration() {
        List<String> identities = List.of(
                new Json().identity(),
                jackson(mapper().build()).identity(),
                jackson(new ObjectMapper()).identity(),
                jackson(mapper().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                                .build())
                        .identity(),
                jackson(mapper().serializationInclusion(JsonInclude.Include.NON_NULL)
                                .build())
                        .identity(),
                jsonb(new JsonbConfig()).identity(),
                jsonb(new JsonbConfig().withNullValues(true)).identity(),
                jsonb(new JsonbConfig().withPropertyNamingStrategy(PropertyNamingStrategy.LOWER_CASE_WITH_DASHES))
                        .identity());

        assertThat(identities).doesNotHaveDuplicates();
        assertThat(jackson(mapper().build()).identity())
                .isEqualTo(jackson(mapper().build()).identity());
        assertThat(jsonb(new JsonbConfig()).identity())
                .isEqualTo(jsonb(new JsonbConfig()).identity());
    }

    @Test
    void type_isThatOfTheBean() {
        assertThat(ApplicationJson.JSONB.type()).hasValue(Jsonb.class);
        assertThat(ApplicationJson.JACKSON.type()).hasValue(ObjectMapper.class);
    }
}
