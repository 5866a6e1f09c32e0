package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheInvalidateAll;
import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.cache.CacheValue;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import io.boosterbeacon.redis.ratelimit.RateLimiter;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.LogLines;
import io.boosterbeacon.redis.testing.RedisProcess;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.spi.DeploymentException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing has the entries or the counts of something else: neither overloads, nor heirs, nor applications. */
class IdentityTest {
    enum Kind {
        A
    }

    sealed interface Person permits Customer, Employee {}

    record Customer(String id) implements Person {}

    record Employee(String id) implements Person {}

    @ApplicationScoped
    static class Overloads {
        @Cached
        public String find(int id) {
            return "int";
        }

        @Cached
        public String find(long id) {
            return "long";
        }

        @Cached
        public String find(String name) {
            return "String";
        }

        @Cached
        public String find(Kind kind) {
            return "Kind";
        }

        @Cached
        public String find(List<String> names) {
            return "List";
        }

        @Cached
        public String find(Person person) {
            return person.getClass().getSimpleName();
        }

        @CacheInvalidate(cacheName = "io.boosterbeacon.redis.internal.cache.IdentityTest$Overloads/find(int)")
        public void forget(int id) {}
    }

    abstract static class Base {
        @Cached
        public String name(String id) {
            return self();
        }

        abstract String self();

        @RateLimit(value = 2, window = 1, windowUnit = ChronoUnit.HOURS)
        public void limited() {}
    }

    @ApplicationScoped
    static class One extends Base {
        @Override
        String self() {
            return "One";
        }
    }

    @ApplicationScoped
    static class Other extends Base {
        @Override
        String self() {
            return "Other";
        }
    }

    @ApplicationScoped
    static class Catalog {
        private int calls;

        @Cached(cacheName = "catalog")
        public String named(String id) {
            return "named " + ++calls;
        }

        @Cached
        public String unnamed(String id) {
            return "unnamed " + ++calls;
        }

        @RateLimit(value = 1, window = 1, windowUnit = ChronoUnit.HOURS)
        public void limited() {}

        @RateLimit(name = "burst", value = 1, window = 1, windowUnit = ChronoUnit.HOURS)
        public void namedLimit() {}
    }

    @Test
    void overloads_haveEntriesOfTheirOwn() {
        try (Application application = new Application(Overloads.class)) {
            Overloads bean = application.bean(Overloads.class);

            for (int round = 0; round < 2; round++) {
                assertThat(bean.find(7)).isEqualTo("int");
                assertThat(bean.find(7L)).isEqualTo("long");
                assertThat(bean.find("A")).isEqualTo("String");
                assertThat(bean.find(Kind.A)).isEqualTo("Kind");
                assertThat(bean.find(List.of("A"))).isEqualTo("List");
                assertThat(bean.find(new Customer("7"))).isEqualTo("Customer");
                assertThat(bean.find(new Employee("7"))).isEqualTo("Employee");
            }
            assertThatCode(() -> bean.forget(7)).doesNotThrowAnyException();
        }
    }

    @Test
    void heirsOfOneMethod_haveEntriesAndCountsOfTheirOwn() {
        try (Application application = new Application(One.class, Other.class)) {
            One one = application.bean(One.class);
            Other other = application.bean(Other.class);

            assertThat(one.name("7")).isEqualTo("One");
            assertThat(other.name("7")).isEqualTo("Other");
            one.limited();
            one.limited();
            assertThatThrownBy(one::limited).isInstanceOf(RateLimitExceededException.class);
            assertThatCode(other::limited).doesNotThrowAnyException();
        }
    }

    /** What the second of two applications on one Redis sees of the first. */
    private static List<Boolean> shared(Map<String, String> properties) {
        Map<String, String> common = Application.on(RedisProcess.shared().url());
        common.putAll(properties);
        common.put("redis.key.prefix", UUID.randomUUID().toString());
        String first;
        String second;
        common.put("beacon.application.name", "one");
        try (Application one = new Application(common, Catalog.class)) {
            Catalog catalog = one.bean(Catalog.class);
            first = catalog.named("7");
            second = catalog.unnamed("7");
            catalog.limited();
            catalog.namedLimit();
            one.bean(RateLimiter.class).tryAcquire("key", 1, Duration.ofHours(1));
        }
        common.put("beacon.application.name", "two");
        try (Application two = new Application(common, Catalog.class)) {
            Catalog catalog = two.bean(Catalog.class);
            catalog.unnamed("other");
            catalog.unnamed("another");
            return List.of(
                    catalog.named("7").equals(first),
                    catalog.unnamed("7").equals(second),
                    fails(catalog::limited),
                    fails(catalog::namedLimit),
                    two.bean(RateLimiter.class)
                            .tryAcquire("key", 1, Duration.ofHours(1))
                            .limited());
        }
    }

    private static boolean fails(Runnable call) {
        try {
            call.run();
            return false;
        } catch (RateLimitExceededException e) {
            return true;
        }
    }

    @Test
    void applications_shareWhatHasANameIfTheyAreToldTo() {
        assertThat(shared(Map.of())).containsExactly(false, false, false, false, false);
        assertThat(shared(Map.of("beacon.cache.shared", "stock, catalog")))
                .containsExactly(true, false, false, false, false);
        assertThat(shared(Map.of("beacon.cache.shared", "*", "beacon.ratelimit.shared", "true")))
                .containsExactly(true, false, false, true, true);
    }

    @Test
    void oneApplication_findsItsEntriesAgain() {
        Map<String, String> properties = Application.on(RedisProcess.shared().url());
        properties.put("redis.key.prefix", UUID.randomUUID().toString());
        String first;
        try (Application application = new Application(properties, Catalog.class)) {
            first = application.bean(Catalog.class).unnamed("7");
        }
        try (Application application = new Application(properties, Catalog.class)) {
            application.bean(Catalog.class).unnamed("other");
            assertThat(application.bean(Catalog.class).unnamed("7")).isEqualTo(first);
        }
    }

    @Dependent
    static class Ints {
        @Cached(cacheName = "values")
        public int number(String id) {
            return 1;
        }
    }

    @Dependent
    static class Integers {
        @Cached(cacheName = "values")
        public Optional<Integer> number(String id) {
            return Optional.of(1);
        }

        @Cached(cacheName = "values")
        public CompletionStage<Integer> later(String id) {
            return CompletableFuture.completedFuture(1);
        }

        @CachePut(cacheName = "values")
        public void put(String id, @CacheValue Integer number) {}
    }

    @Dependent
    static class Texts {
        @Cached(cacheName = "values")
        public String text(String id) {
            return "";
        }
    }

    @Dependent
    static class TextPut {
        @CachePut(cacheName = "values")
        public void put(@CacheKey String id, @CacheValue List<String> texts) {}
    }

    static Stream<Arguments> disagreeing() {
        return Stream.of(
                Arguments.of(
                        Texts.class,
                        "@Cached on " + Texts.class.getName() + ".text(): cacheName is \"values\", which holds"
                                + " java.lang.Integer for @Cached on " + Ints.class.getName()
                                + ".number(), and would hold java.lang.String"),
                Arguments.of(
                        TextPut.class,
                        "@CachePut on " + TextPut.class.getName() + ".put(): cacheName is \"values\", which holds"
                                + " java.lang.Integer for @Cached on " + Ints.class.getName()
                                + ".number(), and would hold java.util.List<java.lang.String>"));
    }

    @ParameterizedTest
    @MethodSource("disagreeing")
    void methodsOfOneCache_thatDisagreeOnItsValues_failTheDeployment(Class<?> bean, String message) {
        assertThatThrownBy(() -> new Application(Ints.class, bean).close())
                .isInstanceOf(DeploymentException.class)
                .hasMessage(message + "; accepted: one type for all methods that share a cache");
    }

    @Test
    void methodsOfOneCache_thatAgreeOnTheContent_areDeployed() {
        try (Application application = new Application(Ints.class, Integers.class)) {
            assertThat(application.bean(Ints.class).number("7")).isEqualTo(1);
            assertThat(application.bean(Integers.class).number("7")).contains(1);
        }
    }

    @Dependent
    static class Prices {
        @Cached(cacheName = "prices")
        public String price(int id) {
            return "";
        }

        @Cached(cacheName = "prices", key = "name:{name}")
        public String price(String name) {
            return "";
        }
    }

    @Dependent
    static class ByLong {
        @CacheInvalidate(cacheName = "prices")
        public void change(long id) {}
    }

    @Dependent
    static class ByName {
        @CacheInvalidate(cacheName = "prices", key = "{0}")
        public void change(String name, int id) {}
    }

    @Dependent
    static class PutByBoth {
        @CachePut(cacheName = "prices")
        public void put(int id, String name, @CacheValue String price) {}
    }

    @Dependent
    static class GoodChanges {
        @CacheInvalidate(cacheName = "prices")
        public void byId(Integer id) {}

        @CacheInvalidate(cacheName = "prices")
        @CacheInvalidate(cacheName = "prices", key = "name:{name}")
        public void byBoth(@CacheKey int id, String name) {}

        @CacheInvalidate(cacheName = "prices")
        public void byAny(Number id) {}

        @CacheInvalidate(cacheName = "elsewhere")
        public void ofOthers(long id) {}
    }

    private static final String LONG = "io.boosterbeacon.redis.internal.cache.IdentityTest$LongNames/find("
            + "java.util.concurrent.atomic.AtomicReferenceFieldUpdater,"
            + "java.util.concurrent.atomic.AtomicReferenceFieldUpdater,"
            + "java.util.concurrent.atomic.AtomicReferenceFieldUpdater,int)";

    @ApplicationScoped
    static class LongNames {
        private int calls;

        @Cached
        public int find(
                @Nullable AtomicReferenceFieldUpdater<?, ?> one,
                @Nullable AtomicReferenceFieldUpdater<?, ?> two,
                @Nullable AtomicReferenceFieldUpdater<?, ?> three,
                @CacheKey int id) {
            return ++calls;
        }

        @CacheInvalidate(cacheName = LONG)
        public void forget(int id) {}

        @CacheInvalidateAll(cacheName = LONG)
        public void forgetAll() {}
    }

    @Test
    void cacheWithoutAName_isInvalidatedByItsMethods_howeverLong() {
        try (Application application = new Application(LongNames.class)) {
            LongNames bean = application.bean(LongNames.class);

            assertThat(bean.find(null, null, null, 7)).isEqualTo(1);
            bean.forget(7);
            assertThat(bean.find(null, null, null, 7)).isEqualTo(2);
            bean.forgetAll();
            assertThat(bean.find(null, null, null, 7)).isEqualTo(3);
        }
        assertThat(warnings(LongNames.class)).isEmpty();
    }

    @Dependent
    static class WithoutParameters {
        @CacheInvalidate(cacheName = "io.boosterbeacon.redis.internal.cache.IdentityTest$Overloads/find")
        public void change(int id) {}
    }

    @Dependent
    static class OtherParameters {
        @CacheInvalidateAll(cacheName = "io.boosterbeacon.redis.internal.cache.IdentityTest$Overloads/find(char)")
        public void clear() {}
    }

    @Dependent
    static class OfNoMethod {
        @CachePut(cacheName = "io.boosterbeacon.Gone/find(int)")
        public void put(int id, @CacheValue String value) {}
    }

    @Dependent
    static class OneOfTwo {
        @CacheInvalidate(cacheName = "io.boosterbeacon.redis.internal.cache.IdentityTest$Overloads/find")
        @CacheInvalidate(cacheName = "io.boosterbeacon.redis.internal.cache.IdentityTest$Overloads/find(int)")
        public void change(int id) {}
    }

    @ParameterizedTest
    @ValueSource(classes = {WithoutParameters.class, OtherParameters.class, OfNoMethod.class, OneOfTwo.class})
    void change_ofACacheThatNoMethodHas_isTold(Class<?> bean) {
        String accepted = bean == OfNoMethod.class
                ? "<class>/<method>(<types of the parameters>) of a method with @Cached"
                : Overloads.class.getName() + "/find(int) or " + Overloads.class.getName() + "/find(";

        assertThat(warnings(Overloads.class, bean)).singleElement().satisfies(warning -> assertThat(warning)
                .contains(bean.getName())
                .contains(" does nothing: cacheName is \"")
                .contains(", and no method of this application has that cache; accepted: " + accepted));
    }

    static Stream<Arguments> unreachable() {
        return Stream.of(
                Arguments.of(ByLong.class, "@CacheInvalidate on %s.change() does nothing: its key is java.lang.Long"),
                Arguments.of(ByName.class, "@CacheInvalidate on %s.change() does nothing: its key is java.lang.String"),
                Arguments.of(
                        PutByBoth.class,
                        "@CachePut on %s.put() does nothing: its key is java.lang.Integer, java.lang.String"));
    }

    @ParameterizedTest
    @MethodSource("unreachable")
    void change_whoseKeyNoEntryHas_isTold(Class<?> bean, String message) {
        assertThat(warnings(Prices.class, bean)).singleElement().satisfies(warning -> assertThat(warning)
                .startsWith(message.replace("%s", bean.getName()))
                .contains(", which is never that of an entry of cache \"prices\"; accepted: ")
                .endsWith(", as for @Cached on " + Prices.class.getName() + ".price()"));
    }

    private static List<String> warnings(Class<?>... beans) {
        try (LogLines log = new LogLines("io.boosterbeacon.redis")) {
            new Application(beans).close();
            return log.all().stream()
                    .filter(line -> line.contains(" does nothing: "))
                    .toList();
        }
    }

    @Test
    void change_whoseKeyAnEntryMayHave_isNot() {
        assertThat(warnings(Prices.class, GoodChanges.class)).isEmpty();
    }
}
