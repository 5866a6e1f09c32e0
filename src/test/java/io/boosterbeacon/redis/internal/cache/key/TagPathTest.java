package io.boosterbeacon.redis.internal.cache.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the templates of tags read: the same in a value and in each argument, alone or among several. */
class TagPathTest {
    /** Something that has an owner, as a text and as several. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Order(String owner, List<String> parts, int[] sizes) {}

    private static final Order ADA = new Order("ada", List.of("box", "lid"), new int[] {3, 4});
    private static final Order BOB = new Order("bob", List.of("box"), new int[0]);

    @SuppressWarnings("unused")
    interface Orders {
        void order(Order order);

        void list(List<Order> list);

        void wildcards(Set<? extends Order> wildcards);

        void array(Order[] array);

        void optional(Optional<Order> optional);

        void texts(List<String> texts);

        void numbers(long[] numbers);

        void raw(List<Object> raw);
    }

    private static Method method(String name) {
        return Arrays.stream(Orders.class.getDeclaredMethods())
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static BeanMethod called(Method method) {
        return new BeanMethod(Orders.class, method);
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> paths() {
        List<@Nullable Order> withNull = new ArrayList<>(List.of(ADA, BOB));
        withNull.add(null);
        return Stream.of(
                row("order", "owner", ADA, "ada"),
                row("order", "parts", ADA, "box", "lid"),
                row("order", "sizes", ADA, "3", "4"),
                row("order", "owner", null),
                row("list", "owner", withNull, "ada", "bob"),
                row("list", "parts", List.of(ADA, BOB), "box", "lid"),
                row("list", "owner", List.of()),
                row("list", "owner", null),
                row("wildcards", "owner", Collections.singleton(BOB), "bob"),
                row("array", "owner", new Order[] {BOB, ADA}, "bob", "ada"),
                row("optional", "owner", Optional.of(ADA), "ada"),
                row("optional", "owner", Optional.empty()),
                row("texts", "", List.of("a", "b", "a"), "a", "b"),
                row("numbers", "", new long[] {1, 2}, "1", "2"));
    }

    private static org.junit.jupiter.params.provider.Arguments row(
            String method, String property, @Nullable Object object, String... texts) {
        return org.junit.jupiter.params.provider.Arguments.of(method, property, object, List.of(texts));
    }

    private static String template(String name, String property) {
        return "{" + name + (property.isEmpty() ? "" : "." + property) + "}";
    }

    @ParameterizedTest
    @MethodSource("paths")
    void path_inAnArgument_readsTheTextsOfAll(String name, String property, Object object, List<String> texts) {
        Method method = method(name);
        NamedParameter parameter = NamedParameter.of(
                "@Cached", "", name + (property.isEmpty() ? "" : "." + property), method, called(method), null);

        TagPath path = TagPath.of("@Cached", "", name, parameter.type(), parameter.path());

        assertThat(path.texts(object)).containsExactlyInAnyOrderElementsOf(texts);
    }

    /** Values, arguments and stored arguments: all the ways in which a template is declared. */
    @ParameterizedTest
    @MethodSource("paths")
    void template_readsTheSameWhereverItIsDeclared(String name, String property, Object object, List<String> texts) {
        Method method = method(name);
        String[] ofArgument = {template(name, property)};
        String[] ofResult = {template("result", property)};
        Type type = method.getGenericParameterTypes()[0];

        List<Set<String>> tags = List.of(
                Tags.parse("@CacheInvalidate", ofArgument, method, called(method), null)
                        .of(new Object[] {object}),
                Tags.parse("@CachePut", ofArgument, method, called(method), 0)
                        .begin(new Object[1])
                        .with(object),
                Tags.parse("@Cached", ofResult, method, called(method), type)
                        .begin(new Object[1])
                        .with(object),
                Tags.parse("@CacheName", ofResult, type).begin(new Object[0]).with(object));

        assertThat(tags).containsOnly(texts.stream().map(Tags::hash).collect(Collectors.toSet()));
    }

    @Test
    void propertyThatElementsDoNotHave_isRefused() {
        Method method = method("list");

        assertThatThrownBy(() -> Tags.parse("@CachePut", new String[] {"{list.size}"}, method, called(method), 0))
                .isInstanceOf(ConfigProblem.class)
                .hasMessageContaining("properties that " + Order.class.getName() + " has (not {list.size})");
    }

    @Test
    void elementsWithoutAText_areRefused() {
        Method method = method("raw");

        assertThatThrownBy(() -> Tags.parse("@CachePut", new String[] {"{raw}"}, method, called(method), 0))
                .isInstanceOf(ConfigProblem.class)
                .hasMessageContaining("{raw} is java.util.List<java.lang.Object>");
    }
}
