package io.boosterbeacon.redis.internal.cache.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.boosterbeacon.redis.cache.CacheDefaults;
import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.CacheKeyGenerator;
import io.boosterbeacon.redis.cache.CacheValue;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.CacheName;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Calendar;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TimeZone;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which entry a call is about: equal for equal calls, different for different ones. */
class KeyPlansTest {
    private final KeyPlans plans = new KeyPlans(type -> (method, parameters) -> {
        parameters[0] = "changed by " + type.getSimpleName();
        return List.of(type.getSimpleName(), method.getName());
    });

    record Customer(String id) {}

    record Order(Customer customer, int number) {}

    interface Shop {
        void none();

        void two(@Nullable Object first, @Nullable Object second);

        void marked(@CacheKey String id, String other, @CacheKey Locale locale);

        void put(String id, @CacheValue Object value);

        void order(Order order, @CacheKey String id);
    }

    interface Generator extends CacheKeyGenerator {}

    interface Other extends CacheKeyGenerator {}

    @CacheDefaults(cacheKeyGenerator = Generator.class)
    interface ShopWithGenerator {
        void two(@Nullable Object first, @Nullable Object second);
    }

    private static Method method(Class<?> type, String name) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private String key(Class<?> type, String name, String template, @Nullable Object... arguments) {
        Method method = method(type, name);
        KeyPlan plan = plans.of("here", template, CacheKeyGenerator.class, new BeanMethod(type, method), method);
        return new EntryPlan(new CacheName("cache", "cache"), plan, method)
                .entry(arguments)
                .key();
    }

    private String key(String name, String template, @Nullable Object... arguments) {
        return key(Shop.class, name, template, arguments);
    }

    private String mistake(String name, String template) {
        var thrown = catchThrowableOfType(ConfigProblem.class, () -> key(name, template, "a", "b", "c"));
        return String.valueOf(thrown.getMessage());
    }

    @Test
    void key_withoutTemplate_isAllParametersOrTheMarked() {
        assertThat(key("two", "", "a", "b")).isEqualTo(key("two", "", "a", "b")).isNotEqualTo(key("two", "", "b", "a"));
        assertThat(key("marked", "", "a", "x", Locale.US))
                .isEqualTo(key("marked", "", "a", "y", Locale.US))
                .isNotEqualTo(key("marked", "", "a", "x", Locale.UK));
        assertThat(key("put", "", "a", "x")).isEqualTo(key("put", "", "a", "y"));
        assertThat(key("none", "")).isEqualTo(key("none", ""));
    }

    @Test
    void key_ofSimilarValues_differs() {
        Set<String> keys = new HashSet<>();
        List<@Nullable Object[]> calls = List.of(
                new Object[] {"a:b", "c"},
                new Object[] {"a", "b:c"},
                new Object[] {"a", "b"},
                new Object[] {"a\",\"b", ""},
                new Object[] {null, null},
                new Object[] {"null", "null"},
                new Object[] {null, "null"},
                new Object[] {1, 1},
                new Object[] {"1", 1},
                new Object[] {"1", "1"},
                new Object[] {true, ""},
                new Object[] {"true", ""},
                new Object[] {List.of("a", "b"), ""},
                new Object[] {List.of("a"), List.of("b")},
                new Object[] {"", ""},
                new Object[] {" ", ""});

        for (@Nullable Object[] call : calls) {
            assertThat(keys.add(key("two", "", call)))
                    .describedAs(Arrays.toString(call))
                    .isTrue();
            assertThat(keys.add(key("two", "{first}:{second}", call)))
                    .describedAs("template of " + Arrays.toString(call))
                    .isTrue();
        }
    }

    @Test
    void key_ofEqualMaps_doesNotDependOnTheirOrder() {
        Map<String, Integer> one = new LinkedHashMap<>();
        one.put("a", 1);
        one.put("b", 2);
        Map<String, Integer> other = new LinkedHashMap<>();
        other.put("b", 2);
        other.put("a", 1);

        assertThat(key("two", "", one, null)).isEqualTo(key("two", "", other, null));
    }

    @Test
    void key_templateOfOnePlaceholder_isThatOfTheMarkedParameter() {
        Order order = new Order(new Customer("c1"), 7);

        assertThat(key("order", "{order.customer.id}", order, "c1"))
                .isEqualTo(key("order", "", order, "c1"))
                .isEqualTo(key("order", "{id}", order, "c1"))
                .isEqualTo(key("order", "{1}", order, "c1"))
                .isNotEqualTo(key("order", "{id}:", order, "c1"))
                .isNotEqualTo(key("order", "id", order, "c1"))
                .isNotEqualTo(key("order", "c1", order, "c1"))
                .isNotEqualTo(key("order", "\"c1\"", order, "c1"));
    }

    @Test
    void key_template_isMadeOfItsPartsOnly() {
        Order order = new Order(new Customer("c1"), 7);
        Order other = new Order(new Customer("c2"), 7);

        assertThat(key("order", "no.{order.number}", order, "x"))
                .isEqualTo(key("order", "no.{0.number}", other, "y"))
                .isNotEqualTo(key("order", "{order.number}", order, "x"));
        assertThat(key("two", "{first}{second}", "ab", "c")).isNotEqualTo(key("two", "{first}{second}", "a", "bc"));
        assertThat(key("two", "{first}=:{second}", "a", "b")).isNotEqualTo(key("two", "{first}:{second}", "a", "b"));
        assertThat(key("two", "all", "a", "b")).isEqualTo(key("two", "all", "c", "d"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "marked | {nope} | placeholders {id}, {other}, {locale}, {0}, {1}, {2} (not {nope})",
                "marked | {id}:{3} | placeholders {id}, {other}, {locale}, {0}, {1}, {2} (not {3})",
                "marked | {} | placeholders {id}, {other}, {locale}, {0}, {1}, {2} (not {})",
                "marked | {Id} | placeholders {id}, {other}, {locale}, {0}, {1}, {2} (not {Id})",
                "marked | {{id}} | every { closed by a }",
                "none | {0} | no placeholders, because the method has no parameters",
                "marked | {id | every { closed by a }",
                "marked | id} | every { closed by a }",
                "marked | {id}} | every { closed by a }",
                "marked | }{ | every { closed by a }",
                "order | {order.nope} | properties that io.boosterbeacon.redis.internal.cache.key.KeyPlansTest$Order has"
                        + " (not {order.nope})",
                "order | {order.customer.} | properties that"
                        + " io.boosterbeacon.redis.internal.cache.key.KeyPlansTest$Order has (not {order.customer.})",
            })
    void template_mistaken_namesPlaceTemplateAndWhatIsAccepted(String method, String template, String accepted) {
        assertThat(mistake(method, template)).isEqualTo("here: key is \"" + template + "\"; accepted: " + accepted);
    }

    private KeyPlan plan(Class<?> type, String template, Class<? extends CacheKeyGenerator> generator) {
        return plans.of("here", template, generator, new BeanMethod(type, method(type, "two")), method(type, "two"));
    }

    @Test
    void generator_makesTheKey_ofTheMethodOrItsClass() {
        Method two = method(Shop.class, "two");
        Object[] arguments = {"a", "b"};
        KeyEncoder encoder = new KeyEncoder();

        assertThat(plan(Shop.class, "", Generator.class).parts(two, arguments))
                .containsExactly(encoder.encode(List.of("Generator", "two")));
        assertThat(plan(ShopWithGenerator.class, "", CacheKeyGenerator.class).parts(two, arguments))
                .containsExactly(encoder.encode(List.of("Generator", "two")));
        assertThat(plan(ShopWithGenerator.class, "", Other.class).parts(two, arguments))
                .containsExactly(encoder.encode(List.of("Other", "two")));
        assertThat(arguments).containsExactly("a", "b");
    }

    @Test
    void generator_ofTheClass_givesWayToATemplate() {
        assertThat(key(ShopWithGenerator.class, "two", "{0}", "a", "b")).isEqualTo(key("two", "{0}", "a", "b"));
    }

    @Test
    void generator_besideATemplate_isRefused() {
        assertThatThrownBy(() -> plan(Shop.class, "{0}", Generator.class))
                .isInstanceOf(ConfigProblem.class)
                .hasMessage("here: key is \"{0}\"; accepted: nothing, because cacheKeyGenerator is given");
    }

    private static EntryPlan generated(CacheKeyGenerator generator) {
        Method two = method(Shop.class, "two");
        KeyPlan plan =
                new KeyPlans(type -> generator).of("here", "", Generator.class, new BeanMethod(Shop.class, two), two);
        return new EntryPlan(new CacheName("cache", "cache"), plan, two);
    }

    @Test
    void generator_thatReturnsNull_isToldSo() {
        assertThatThrownBy(() -> generated((method, parameters) -> nothing()).entry(new Object[2]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(Generator.class.getName());
    }

    @Test
    void generator_thatReturnsWhatCannotBeToldApart_isRefused() {
        assertThatThrownBy(() ->
                        generated((method, parameters) -> new Secret("s3cret")).entry(new Object[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Shop.class.getName() + ".two()")
                .hasMessageContaining(Secret.class.getName())
                .hasMessageContaining("CacheKeyGenerator")
                .hasMessageNotContaining("s3cret");
    }

    @SuppressWarnings("NullAway") // what a user's class may do all the same
    private static Object nothing() {
        return null;
    }

    /** Its state is its own. */
    static final class Secret {
        private final String value;

        Secret(String value) {
            this.value = value;
        }

        @Override
        public String toString() {
            return value;
        }
    }

    static class Failing {
        public String getName() {
            throw new IllegalArgumentException("s3cret");
        }
    }

    interface Refusing {
        void hidden(Secret secret);

        void hiddenWithin(String id, Map<String, Optional<Secret[]>> secrets);

        void marked(@CacheKey String id, Secret secret);

        void lambda(Supplier<String> supplier);

        void stream(Stream<String> stream);

        void failing(Failing failing);

        void context(String id, @Context UriInfo uri, @Suspended AsyncResponse response);

        void markedContext(String id, @CacheKey @Context UriInfo uri);

        void anything(Object any);

        void calendar(Calendar calendar);

        void closeable(Closed closed);

        void page(List<Page<Stream<String>>> pages);

        void heir(Streams streams);

        void sealed(Shape shape);
    }

    static class Closed implements AutoCloseable {
        @Override
        public void close() {}
    }

    /** A type that knows of another without having any of it. */
    @SuppressWarnings("UnusedTypeParameter")
    record Id<T>(String value) {}

    record Page<T>(List<T> items, Id<T> id, Optional<Page<List<T>>> next) {}

    static class Content<T> {
        public @Nullable T content;
    }

    static class Streams extends Content<Stream<String>> {}

    sealed interface Shape permits Square, Circle {}

    record Square(Secret side) implements Shape {}

    record Circle(Secret radius) implements Shape {}

    sealed interface Mixed permits Open, Closing {}

    record Open(String text) implements Mixed {}

    record Closing(Secret secret) implements Mixed {}

    /** What shows nothing at deployment, or may be told apart. */
    interface Accepting {
        void id(Id<Secret> id);

        void page(Page<Id<Secret>> page);

        void mixed(Mixed mixed);

        void number(Number number);

        void path(Path path, TimeZone zone, Iterable<String> texts, Queue<String> queue);

        void phantom(Map<String, Id<Stream<String>>> ids);
    }

    @Test
    void parameter_someOfWhoseValuesCanBeToldApart_isAccepted() {
        assertThat(Accepting.class.getDeclaredMethods()).hasSize(6).allSatisfy(method -> assertThat(
                        plans.of("here", "", CacheKeyGenerator.class, new BeanMethod(Accepting.class, method), method))
                .isNotNull());
    }

    interface Dao<T> {
        void find(List<T> ids);
    }

    interface SecretDao extends Dao<Secret> {}

    @Test
    void parameter_ofATypeThatTheBeanBinds_isRefusedByThat() {
        Method find = method(Dao.class, "find");

        assertThatThrownBy(() ->
                        plans.of("here", "", CacheKeyGenerator.class, new BeanMethod(SecretDao.class, find), find))
                .isInstanceOf(ConfigProblem.class)
                .hasMessageContaining("Secret.value is hidden");
        assertThatCode(() -> plans.of("here", "", CacheKeyGenerator.class, new BeanMethod(Dao.class, find), find))
                .doesNotThrowAnyException();
    }

    /** A JAX-RS parameter bean. */
    static class Filter {
        @Context
        private @Nullable Object uri;

        private @Nullable Object headers;

        @QueryParam("text")
        private @Nullable String text;

        static Filter of(String text, Object ofTheRequest) {
            Filter filter = new Filter();
            filter.text = text;
            filter.uri = ofTheRequest;
            filter.setHeaders(ofTheRequest);
            return filter;
        }

        @Context
        public final void setHeaders(Object headers) {
            this.headers = headers;
        }

        public @Nullable String getText() {
            return text;
        }

        @Override
        public String toString() {
            return text + uri + headers;
        }
    }

    @Test
    void parameterBean_isWithoutWhatJaxRsInjects() {
        String one = key(Refusing.class, "anything", "", Filter.of("a", new Object()));

        assertThat(key(Refusing.class, "anything", "", Filter.of("a", new Object())))
                .isEqualTo(one);
        assertThat(key(Refusing.class, "anything", "", Filter.of("b", new Object())))
                .isNotEqualTo(one);
    }

    @Test
    void template_overAParameterOfJaxRs_isOfItsProperties() {
        assertThatThrownBy(() -> key(Refusing.class, "context", "{id}:{uri}", "a", null, null))
                .isInstanceOf(ConfigProblem.class)
                .hasMessage(
                        "here: key is \"{id}:{uri}\"; accepted: properties of parameter 1, which JAX-RS hands in for"
                                + " each request (not {uri})");
        assertThatCode(() -> key(Refusing.class, "context", "{id}:{uri.path}", "a", null, null))
                .doesNotThrowAnyException();
    }

    static class Implementing implements Inherited {
        @Override
        public void find(String id, UriInfo uri) {}
    }

    interface Inherited {
        void find(String id, @Context UriInfo uri);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hidden | | here: parameter 0: io.boosterbeacon.redis.internal.cache.key.KeyPlansTest$Secret cannot be part"
                        + " of a key: its field Secret.value is hidden",
                "hiddenWithin | | here: parameter 1: io.boosterbeacon.redis.internal.cache.key.KeyPlansTest$Secret",
                "hidden | {0} | here: key is \"{0}\": io.boosterbeacon.redis.internal.cache.key.KeyPlansTest$Secret",
                "lambda | | here: parameter 0: java.util.function.Supplier cannot be part of a key: a lambda",
                "stream | | here: parameter 0: java.util.stream.Stream cannot be part of a key: it is read once",
                "calendar | | here: parameter 0: java.util.Calendar cannot be part of a key: its field",
                "closeable | | here: parameter 0: io.boosterbeacon.redis.internal.cache.key.KeyPlansTest$Closed cannot be part"
                        + " of a key: it is read once",
                "page | | here: parameter 0: java.util.stream.Stream cannot be part of a key: it is read once",
                "heir | | here: parameter 0: java.util.stream.Stream cannot be part of a key: it is read once",
                "sealed | | here: parameter 0: io.boosterbeacon.redis.internal.cache.key.KeyPlansTest$Secret",
                "markedContext | | here: @CacheKey is on parameter 1, which JAX-RS hands in for each request",
            })
    void parameter_thatCannotBeToldApart_isRefusedByItsType(String name, @Nullable String template, String message) {
        Method method = method(Refusing.class, name);

        assertThatThrownBy(() -> plans.of(
                        "here",
                        template == null ? "" : template,
                        CacheKeyGenerator.class,
                        new BeanMethod(Refusing.class, method),
                        method))
                .isInstanceOf(ConfigProblem.class)
                .hasMessageStartingWith(message)
                .hasMessageContaining("; accepted: ");
    }

    @Test
    void parameter_thatIsNoPartOfTheKey_mayBeAnything() {
        assertThat(key(Refusing.class, "marked", "", "a", new Secret("1")))
                .isEqualTo(key(Refusing.class, "marked", "", "a", new Secret("2")));
    }

    @Test
    void parameter_ofJaxRs_isNoPartOfTheKey() {
        assertThat(key(Refusing.class, "context", "", "a", null, null))
                .isEqualTo(key(Refusing.class, "context", "", "a", new Object(), new Object()))
                .isNotEqualTo(key(Refusing.class, "context", "", "b", null, null));
        assertThat(key(Implementing.class, "find", "", "a", null))
                .isEqualTo(key(Implementing.class, "find", "", "a", new Object()));
    }

    @Test
    void argument_thatCannotBeToldApart_isRefusedAtTheCall() {
        List<Object> refused =
                List.of(new Secret("s3cret"), List.of(new Secret("s3cret")), (Supplier<String>) () -> "s3cret");

        assertThat(refused)
                .allSatisfy(argument -> assertThatThrownBy(() -> key(Refusing.class, "anything", "", argument))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("CacheKeyGenerator")
                        .hasMessageNotContaining("s3cret"));
    }

    @Test
    void getter_thatThrows_isNamedWithoutItsMessage() {
        assertThatThrownBy(() -> key(Refusing.class, "failing", "{failing.name}", new Failing()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("cannot read " + Failing.class.getName()
                        + ".getName() for a key: it threw java.lang.IllegalArgumentException")
                .hasNoCause();
    }
}
