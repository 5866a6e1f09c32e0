package io.boosterbeacon.redis.internal.cache.binding;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.codec.StorableTypes;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import jakarta.json.bind.adapter.JsonbAdapter;
import jakarta.json.bind.annotation.JsonbNumberFormat;
import jakarta.json.bind.annotation.JsonbSubtype;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.sql.ResultSet;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.Spliterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which return types the deployment accepts. */
class StorableTypesTest {
    private final StorableTypes types = new StorableTypes(new Json());

    private Optional<String> problem(Class<?> bean, Method method) {
        Type type = new BeanMethod(bean, method).resolve(method.getGenericReturnType());
        return types.problem(ReturnShape.of(type).content(), bean);
    }

    static Stream<Method> accepted() {
        return Stream.of(Accepted.class.getDeclaredMethods());
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void problem_typesThatAreFullyKnown_isNone(Method method) {
        assertThat(problem(Accepted.class, method)).isEmpty();
    }

    static Stream<Method> refused() {
        return Stream.of(Refused.class.getDeclaredMethods());
    }

    @ParameterizedTest
    @MethodSource("refused")
    void problem_whatNoJsonGivesBack_saysWhy(Method method) {
        assertThat(problem(Refused.class, method)).hasValueSatisfying(reason -> assertThat(reason)
                .containsAnyOf("no value", "is unknown", "class of an Object", " is raw"));
    }

    static Stream<Method> readOnce() {
        return Stream.of(ReadOnce.class.getDeclaredMethods());
    }

    @ParameterizedTest
    @MethodSource("readOnce")
    void problem_whatIsReadOnlyOnceAnywhereInTheType_saysWhy(Method method) {
        assertThat(problem(ReadOnce.class, method))
                .hasValueSatisfying(reason -> assertThat(reason).endsWith(" can be read only once"));
    }

    static Stream<Method> ignored() {
        return Stream.of(Ignored.class.getDeclaredMethods());
    }

    @ParameterizedTest
    @MethodSource("ignored")
    void problem_annotationThatWouldBeIgnoredAnywhereInTheType_saysWhich(Method method) {
        assertThat(problem(Ignored.class, method)).hasValueSatisfying(reason -> assertThat(reason)
                .startsWith("@jakarta.json.bind.annotation.Jsonb" + method.getName() + " with "
                        + getClass().getName() + "$")
                .endsWith(" is not supported for stored values"));
    }

    static Stream<Method> inherited() {
        return Stream.<Class<?>>of(Dao.class, Finder.class)
                .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                .filter(method -> !method.isSynthetic());
    }

    @ParameterizedTest
    @MethodSource("inherited")
    void problem_typeVariablesThatTheBeanBinds_isNone(Method method) {
        assertThat(problem(PersonDao.class, method)).isEmpty();
        assertThat(problem(GenericBean.class, method)).isEmpty();
    }

    @Test
    void problem_typeVariableThatTheBeanLeavesOut_saysWhy() throws Exception {
        assertThat(problem(RawDao.class, Base.class.getDeclaredMethod("all"))).hasValue("the type of T is unknown");
    }

    record Person(String name) {}

    record Lazy(String name, Stream<String> orders) {}

    record Holder(List<Lazy> all) {}

    static class Bean {
        public String getName() {
            return "";
        }

        public Iterator<String> getOrders() {
            return List.<String>of().iterator();
        }
    }

    static class Family {
        public List<Family> getChildren() {
            return List.of();
        }

        @JsonIgnore
        public Stream<Family> getAll() {
            return Stream.empty();
        }
    }

    @SuppressWarnings("UnusedMethod")
    interface Ignored {
        Adapted TypeAdapter(String id);

        CompletionStage<List<Formatted>> NumberFormat(String id);

        Map<String, Holding> TypeInfo(String id);
    }

    abstract static class Adapter implements JsonbAdapter<String, Integer> {}

    static class Adapted {
        @JsonbTypeAdapter(Adapter.class)
        public String value = "";
    }

    record Formatted(@JsonbNumberFormat("0") int number) {}

    @JsonbTypeInfo(@JsonbSubtype(alias = "dog", type = Dog.class))
    interface Animal {}

    record Dog(String name) implements Animal {}

    record Holding(List<Animal> all) {}

    interface Finder<T> {
        Optional<T> maybe(String id);

        CompletionStage<List<? extends T>> later();
    }

    abstract static class Dao<T> implements Finder<T> {
        abstract T find(String id);

        abstract Map<String, T[]> arrays();
    }

    abstract static class Middle<E> extends Dao<E> {}

    abstract static class PersonDao extends Middle<Person> {}

    @SuppressWarnings("rawtypes")
    abstract static class RawDao extends Base {}

    abstract static class Base<T> {
        abstract List<T> all();
    }

    abstract static class GenericBean<V> extends Dao<V> {}

    interface Accepted {
        Person plain();

        int primitive();

        int[][] array();

        List<Person>[] genericArray();

        Map<String, List<Person>> generic();

        CompletionStage<Optional<Map<String, List<Person>>>> wrapped();

        CompletableFuture<Person> future();

        List<? extends Person> wildcard();

        Optional<? extends List<? extends Person>> nestedWildcards();

        Family recursive();

        Family[] families();
    }

    @SuppressWarnings({"rawtypes", "TypeParameterUnusedInFormals"})
    interface Refused {
        void nothing();

        CompletionStage<Void> stageOfNothing();

        Optional<Void> optionalNothing();

        Object object();

        Object[] objects();

        List<Object> listOfObjects();

        Map<String, Object> map();

        Map<String, List<?>> unknown();

        List<? super Person> lower();

        List raw();

        Map<String, List> rawArgument();

        List[] rawArray();

        Optional rawOptional();

        CompletionStage rawStage();

        Class<?> classes();

        <T> T variable();

        <T extends Person> List<T> boundedVariable();

        <T> T[] arrayOfVariables();
    }

    @SuppressWarnings("IterableAndIterator")
    interface ReadOnce {
        Stream<Person> stream();

        IntStream ints();

        Iterator<String> iterator();

        ListIterator<String> listIterator();

        PrimitiveIterator.OfInt intIterator();

        Spliterator<String> spliterator();

        Enumeration<String> enumeration();

        InputStream bytes();

        Reader text();

        ResultSet rows();

        Response response();

        StreamingOutput output();

        Flow.Publisher<String> publisher();

        Future<String> plainFuture();

        CompletionStage<CompletionStage<Person>> twoStages();

        List<CompletableFuture<Person>> futures();

        Optional<Stream<Person>> optional();

        CompletionStage<InputStream> stage();

        List<Stream<Person>> list();

        Map<String, Iterator<String>> map();

        Set<? extends Stream<Person>> wildcard();

        Stream<Person>[] array();

        InputStream[] plainArray();

        Lazy component();

        Holder nested();

        List<Bean> property();
    }
}
