package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.boosterbeacon.redis.cache.CacheCall;
import io.boosterbeacon.redis.cache.CacheDefaults;
import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheInvalidateAll;
import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.CacheKeyGenerator;
import io.boosterbeacon.redis.cache.CachePredicate;
import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.cache.CacheTtl;
import io.boosterbeacon.redis.cache.CacheValue;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitCall;
import io.boosterbeacon.redis.ratelimit.RateLimitCostResolver;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import io.boosterbeacon.redis.ratelimit.RateLimitKeyResolver;
import io.boosterbeacon.redis.testing.Application;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every mistake fails the deployment with one message that names the place, the value and what is accepted. */
class DeploymentMistakesTest {
    private static final String MODIFIER =
            " method, which CDI cannot intercept; accepted: a method that is not private," + " static or final";
    private static final String NO_BEAN = " is \"" + NoBean.class.getName()
            + "\"; accepted: a CDI bean; give the class a scope such as @ApplicationScoped";
    private static final String UNNAMED =
            ": cacheName is \"\"; accepted: the name of a cache, here or in @CacheDefaults of the class";

    /** No bean: it has no scope. */
    static class NoBean
            implements CacheKeyGenerator,
                    CachePredicate,
                    CacheTtl<String>,
                    RateLimitKeyResolver,
                    RateLimitCostResolver {
        @Override
        public Duration ttl(String value) {
            return Duration.ofSeconds(1);
        }

        @Override
        public long cost(RateLimitCall call) {
            return 1;
        }

        @Override
        public Object generate(Method method, Object[] parameters) {
            return "";
        }

        @Override
        public boolean test(CacheCall call) {
            return true;
        }

        @Override
        public String resolve(Method endpoint) {
            return "";
        }
    }

    private static final String NO_BULK = " a Map by java.lang.String or a List, because each element of the parameter"
            + " with @CacheKey is the key of a value; or a key template, if the whole answer is one value";

    @Dependent
    static class TwoCollections {
        @Cached
        public Map<String, String> read(@CacheKey List<String> ids, @CacheKey Set<String> others) {
            return Map.of();
        }
    }

    @Dependent
    static class MapByAnotherKey {
        @Cached
        public Map<Integer, String> read(@CacheKey Collection<String> ids) {
            return Map.of();
        }
    }

    @Dependent
    static class StageOfSeveralValues {
        @Cached
        public CompletionStage<List<String>> read(@CacheKey Collection<String> ids) {
            return CompletableFuture.completedFuture(List.of());
        }
    }

    @Dependent
    static class TimeoutOfSeveralValues {
        @Cached(staleTtl = 1, hardLoadTimeout = 50)
        public List<String> read(@CacheKey Set<String> ids) {
            return List.of();
        }
    }

    @Dependent
    static class CollectionOfSeveralValues {
        @Cached
        public Set<String> read(@CacheKey List<String> ids) {
            return Set.of();
        }
    }

    @Dependent
    static class SortedMapOfSeveralValues {
        @Cached
        public SortedMap<String, String> read(@CacheKey List<String> ids) {
            return new TreeMap<>();
        }
    }

    @Dependent
    static class MapByArray {
        @Cached
        public Map<byte[], String> read(@CacheKey List<byte[]> ids) {
            return Map.of();
        }
    }

    @Dependent
    static class TagOfNoElement {
        @Cached(tags = "{ids.size}")
        public Map<String, String> read(@CacheKey List<String> ids) {
            return Map.of();
        }
    }

    @Dependent
    static class StagesOfValues {
        @Cached
        public List<CompletionStage<String>> read(@CacheKey List<String> ids) {
            return List.of();
        }
    }

    @Dependent
    static class UnknownPlaceholder {
        @Cached(key = "{nope}")
        public String read(String id) {
            return id;
        }
    }

    @Dependent
    static class NothingToCache {
        @Cached
        public void read(String id) {}
    }

    @Dependent
    static class UnboundType {
        @Cached
        public <T> Optional<T> read(T id) {
            return Optional.of(id);
        }
    }

    @Dependent
    static class PrivateMethod {
        @Cached
        private String read(String id) {
            return id;
        }

        public String call() {
            return read("");
        }
    }

    @Dependent
    static class StaticMethod {
        @CacheInvalidateAll(cacheName = "c")
        public static void clear() {}
    }

    @Dependent
    static class FinalMethod {
        @RateLimit
        public final void call() {}
    }

    @Dependent
    @Cached
    static class CachedClass {
        public String read(String id) {
            return id;
        }
    }

    @Dependent
    static class GeneratorNoBean {
        @Cached(cacheKeyGenerator = NoBean.class)
        public String read(String id) {
            return id;
        }
    }

    @Dependent
    @CacheDefaults(cacheKeyGenerator = NoBean.class)
    static class DefaultGeneratorNoBean {
        @Cached
        public String read(String id) {
            return id;
        }
    }

    @Dependent
    static class TwoVersions {
        @Cached(cacheName = "c")
        public String read(String id) {
            return id;
        }

        @CachePut(cacheName = "c", version = 2)
        public void put(String id, @CacheValue String value) {}
    }

    @Dependent
    static class NegativeVersion {
        @Cached(version = -1)
        public String read(String id) {
            return id;
        }
    }

    @Dependent
    static class ConditionNoBean {
        @Cached(condition = NoBean.class)
        public String read(String id) {
            return id;
        }
    }

    /** Takes other values than those of the methods that name it. */
    @Dependent
    static class OfNumbers implements CacheTtl<List<Integer>> {
        @Override
        public Duration ttl(List<Integer> value) {
            return Duration.ofSeconds(1);
        }
    }

    @Dependent
    static class TimeoutOfACaller {
        @Cached(hardLoadTimeout = 50)
        public String read(String id) {
            return id;
        }
    }

    @RequestScoped
    static class SoftTimeoutOfARequest {
        @Cached(staleTtl = 1, softLoadTimeout = 50)
        public CompletionStage<String> read(String id) {
            return CompletableFuture.completedFuture(id);
        }
    }

    @Dependent
    static class TtlNoBean {
        @Cached(ttlBy = NoBean.class)
        public String read(String id) {
            return id;
        }
    }

    @Dependent
    static class PutTtlNoBean {
        @CachePut(cacheName = "c", ttlBy = NoBean.class)
        public void put(String id, @CacheValue String value) {}
    }

    @Dependent
    static class TtlOfOtherValues {
        @Cached(ttlBy = OfNumbers.class)
        public Optional<String> read(String id) {
            return Optional.of(id);
        }
    }

    @Dependent
    static class PutTtlOfOtherElements {
        @CachePut(cacheName = "c", ttlBy = OfNumbers.class)
        public void put(String id, @CacheValue List<String> value) {}
    }

    @Dependent
    static class UnlessNoBean {
        @Cached(unless = NoBean.class)
        public String read(String id) {
            return id;
        }
    }

    @Dependent
    static class PutUnlessNoBean {
        @CachePut(cacheName = "c", unless = NoBean.class)
        public void put(String id, @CacheValue String value) {}
    }

    @Dependent
    static class CostNoBean {
        @RateLimit(costResolver = NoBean.class)
        public void call() {}
    }

    @RateLimit(costResolver = NoBean.class)
    static class CostOfApplicationNoBean extends jakarta.ws.rs.core.Application {}

    @RateLimit(keyResolver = NoBean.class)
    static class KeyOfApplicationNoBean extends jakarta.ws.rs.core.Application {}

    @Dependent
    static class ResolverNoBean {
        @RateLimit(keyResolver = NoBean.class)
        public void call() {}
    }

    @Dependent
    static class UnnamedInvalidation {
        @CacheInvalidate
        public void change(String id) {}
    }

    @Dependent
    static class UnnamedInvalidationOfTwo {
        @CacheInvalidate(cacheName = "c")
        @CacheInvalidate(key = "{id}")
        public void change(String id) {}
    }

    @Dependent
    static class UnnamedClear {
        @CacheInvalidateAll
        public void clear() {}
    }

    @Dependent
    static class EvictBefore {
        @CacheInvalidate(cacheName = "c", afterInvocation = false, evictFor = Exception.class)
        public void change(String id) {}
    }

    @Dependent
    static class PutWithoutValue {
        @CachePut(cacheName = "c")
        public void put(String id, String value) {}
    }

    @Dependent
    static class PutOfNothingLater {
        @CachePut(cacheName = "c")
        public CompletionStage<Void> put(String id) {
            return CompletableFuture.completedFuture(null);
        }
    }

    @Dependent
    static class PutOfAnyResult {
        @CachePut(cacheName = "c")
        public Object put(String id) {
            return id;
        }
    }

    @Dependent
    static class PutOfTwoValues {
        @CachePut(cacheName = "c")
        public String put(String id, @CacheValue String one, @CacheValue String two) {
            return one + two;
        }
    }

    @Dependent
    static class PutOfUnboundType {
        @CachePut(cacheName = "c")
        public void put(String id, @CacheValue List<?> value) {}
    }

    @Dependent
    static class HiddenKey {
        @Cached
        public String invoices(CustomerId id) {
            return "";
        }
    }

    static final class CustomerId {
        private final String value;

        CustomerId(String value) {
            this.value = value;
        }

        boolean is(String other) {
            return value.equals(other);
        }
    }

    @Dependent
    static class NegativeWindow {
        @RateLimit(window = -1)
        public void call() {}
    }

    @Dependent
    @RateLimit(0)
    static class ZeroLimitForAll {
        public void one() {}

        public void two() {}
    }

    /** No bean itself. */
    abstract static class Parent {
        @CacheInvalidateAll
        public void clear() {}
    }

    @Dependent
    static class Heir extends Parent {}

    @Dependent
    static class OtherHeir extends Parent {}

    @Dependent
    static class Good {
        @RateLimit
        @Cached(cacheName = "c")
        public String read(String id) {
            return id;
        }
    }

    @Dependent
    static class NearForTooLong {
        @Cached(ttl = 1, ttlUnit = ChronoUnit.MINUTES, localTtl = 2)
        public String read(String id) {
            return id;
        }
    }

    record Owned(String owner, Owned parent, Object anything) {}

    @Dependent
    static class TagOfNoParameter {
        @Cached(tags = "user:{nope}")
        public String read(String id) {
            return id;
        }
    }

    @Dependent
    static class TagOfNoProperty {
        @Cached(tags = {"id:{id}", "owner:{result.parent.nope}"})
        public CompletionStage<Optional<Owned>> read(String id) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
    }

    @Dependent
    static class TagWithoutText {
        @Cached(tags = "a:{result.anything}")
        public List<Owned> read(String id) {
            return List.of();
        }
    }

    @Dependent
    static class TagNotClosed {
        @CacheInvalidate(cacheName = "c", tags = "a:{id")
        public void change(String id) {}
    }

    @Dependent
    static class TagOfAResultThatIsNotThere {
        @CachePut(cacheName = "c", tags = "a:{result}")
        public void put(@CacheKey String id, @CacheValue String value) {}
    }

    @Dependent
    static class TagAndKey {
        @CacheInvalidate(cacheName = "c", key = "{id}", tags = "a:{id}")
        public void change(String id) {}
    }

    @Dependent
    static class BlankTag {
        @Cached(tags = " ")
        public String read(String id) {
            return id;
        }
    }

    private static String mistake(Map<String, String> properties, Class<?>... beans) {
        Throwable thrown = catchThrowable(() -> new Application(properties, beans).close());
        assertThat(thrown).isInstanceOf(DeploymentException.class);
        return String.valueOf(thrown.getMessage());
    }

    @Path("orders/{id}")
    @RequestScoped
    static class ParameterOfAnotherPath {
        @GET
        @Path("{part}")
        @RateLimit(
                keys = {RateLimitKey.USER, RateLimitKey.PATH_PARAM},
                keyArgument = "order")
        public String part() {
            return "";
        }
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                arguments(
                        TagOfNoParameter.class,
                        "@Cached on %s.read(): tags is \"user:{nope}\"; accepted: placeholders {id}, {0} (not {nope})"),
                arguments(
                        TagOfNoProperty.class,
                        "@Cached on %s.read(): tags is \"owner:{result.parent.nope}\"; accepted: properties that "
                                + Owned.class.getName() + " has (not {result.parent.nope})"),
                arguments(
                        TagWithoutText.class,
                        "@Cached on %s.read(): tags is \"a:{result.anything}\"; accepted: texts, whole numbers, enums,"
                                + " UUIDs, dates and the like, Optionals, arrays and collections of these ({result.anything} is"
                                + " java.lang.Object)"),
                arguments(
                        TagNotClosed.class,
                        "@CacheInvalidate on %s.change(): tags is \"a:{id\"; accepted: every { closed by a }"),
                arguments(
                        TagOfAResultThatIsNotThere.class,
                        "@CachePut on %s.put(): tags is \"a:{result}\"; accepted: placeholders {id}, {value}, {0}, {1}"
                                + " (not {result})"),
                arguments(
                        TagAndKey.class,
                        "@CacheInvalidate on %s.change(): tags is \"a:{id}\"; accepted: nothing, because a key is given:"
                                + " one @CacheInvalidate for the key and one for the tags"),
                arguments(
                        BlankTag.class,
                        "@Cached on %s.read(): tags is \" \"; accepted: texts that are not blank, such as"
                                + " \"user:{userId}\""),
                arguments(
                        UnknownPlaceholder.class,
                        "@Cached on %s.read(): key is \"{nope}\"; accepted: placeholders {id}, {0} (not {nope})"),
                arguments(
                        NothingToCache.class,
                        "@Cached on %s.read(): return type is \"void\"; accepted: a type whose values can be read back from JSON; problem: there is no value"),
                arguments(
                        UnboundType.class,
                        "@Cached on %s.read(): return type is \"java.util.Optional<T>\"; accepted: a type whose values can be read back from JSON; problem: the type of T is unknown"),
                arguments(
                        NearForTooLong.class,
                        "@Cached on %s.read(): localTtl is \"2\"; accepted: a whole number of MINUTES from 0 to 1, which is the ttl"),
                arguments(PrivateMethod.class, "@Cached on %s.read() is on a private" + MODIFIER),
                arguments(StaticMethod.class, "@CacheInvalidateAll on %s.clear() is on a public static" + MODIFIER),
                arguments(CachedClass.class, "@Cached on %s is on a class; accepted: on methods"),
                arguments(
                        NegativeVersion.class,
                        "@Cached on %s.read(): version is \"-1\"; accepted: a whole number from 0"),
                arguments(ConditionNoBean.class, "@Cached on %s.read(): condition" + NO_BEAN),
                arguments(
                        TimeoutOfACaller.class,
                        "@Cached on %s.read(): hardLoadTimeout is \"50\"; accepted: 0, because the method cannot run on"
                                + " another thread; or a bean that is @ApplicationScoped or @Singleton, and no enterprise"
                                + " bean, without a CacheKeyGenerator, or a method that returns a CompletionStage"),
                arguments(
                        SoftTimeoutOfARequest.class,
                        "@Cached on %s.read(): softLoadTimeout is \"50\"; accepted: 0, because the method cannot run on"
                                + " another thread; or a bean that is @ApplicationScoped or @Singleton, and no enterprise"
                                + " bean, without a CacheKeyGenerator"),
                arguments(TtlNoBean.class, "@Cached on %s.read(): ttlBy" + NO_BEAN),
                arguments(PutTtlNoBean.class, "@CachePut on %s.put(): ttlBy" + NO_BEAN),
                arguments(
                        TtlOfOtherValues.class,
                        "@Cached on %s.read(): ttlBy is \"" + OfNumbers.class.getName()
                                + "\"; accepted: a CacheTtl of java.lang.String or of a supertype, not of java.util.List<java.lang.Integer>"),
                arguments(
                        PutTtlOfOtherElements.class,
                        "@CachePut on %s.put(): ttlBy is \"" + OfNumbers.class.getName()
                                + "\"; accepted: a CacheTtl of java.util.List<java.lang.String> or of a supertype, not of java.util.List<java.lang.Integer>"),
                arguments(UnlessNoBean.class, "@Cached on %s.read(): unless" + NO_BEAN),
                arguments(PutUnlessNoBean.class, "@CachePut on %s.put(): unless" + NO_BEAN),
                arguments(GeneratorNoBean.class, "@Cached on %s.read(): cacheKeyGenerator" + NO_BEAN),
                arguments(DefaultGeneratorNoBean.class, "@CacheDefaults on %s: cacheKeyGenerator" + NO_BEAN),
                arguments(ResolverNoBean.class, "@RateLimit on %s.call(): keyResolver" + NO_BEAN),
                arguments(CostNoBean.class, "@RateLimit on %s.call(): costResolver" + NO_BEAN),
                arguments(CostOfApplicationNoBean.class, "@RateLimit on %s: costResolver" + NO_BEAN),
                arguments(KeyOfApplicationNoBean.class, "@RateLimit on %s: keyResolver" + NO_BEAN),
                arguments(
                        TwoCollections.class,
                        "@Cached on %s.read(): @CacheKey is on 2 collections; accepted: on one,"
                                + " whose elements are the keys of the values, or a key template if all of them are one"
                                + " key"),
                arguments(
                        MapByAnotherKey.class,
                        "@Cached on %s.read(): return type is \"java.util.Map<java.lang.Integer,"
                                + " java.lang.String>\"; accepted: a Map by java.lang.String, because each element of the"
                                + " parameter with @CacheKey is the key of a value"),
                arguments(
                        StageOfSeveralValues.class,
                        "@Cached on %s.read(): return type is"
                                + " \"java.util.concurrent.CompletionStage<java.util.List<java.lang.String>>\"; accepted:"
                                + NO_BULK),
                arguments(
                        TimeoutOfSeveralValues.class,
                        "@Cached on %s.read(): hardLoadTimeout is \"50\"; accepted: 0, because the method reads several"
                                + " values, which its caller loads"),
                arguments(
                        CollectionOfSeveralValues.class,
                        "@Cached on %s.read(): return type is \"java.util.Set<java.lang.String>\"; accepted:"
                                + NO_BULK),
                arguments(
                        SortedMapOfSeveralValues.class,
                        "@Cached on %s.read(): return type is \"java.util.SortedMap<java.lang.String,"
                                + " java.lang.String>\"; accepted:" + NO_BULK),
                arguments(
                        MapByArray.class,
                        "@Cached on %s.read(): return type is \"java.util.Map<byte[], java.lang.String>\"; accepted: a"
                                + " List, because a map does not find arrays by their content"),
                arguments(
                        TagOfNoElement.class,
                        "@Cached on %s.read(): tags is \"{ids.size}\"; accepted: properties that java.lang.String has"
                                + " (not {ids.size})"),
                arguments(
                        StagesOfValues.class,
                        "@Cached on %s.read(): return type is"
                                + " \"java.util.List<java.util.concurrent.CompletionStage<java.lang.String>>\"; accepted:"
                                + " a type whose values can be read back from JSON; problem: java.util.concurrent.CompletionStage can be read only once"),
                arguments(UnnamedInvalidation.class, "@CacheInvalidate on %s.change()" + UNNAMED),
                arguments(UnnamedInvalidationOfTwo.class, "@CacheInvalidate on %s.change()" + UNNAMED),
                arguments(UnnamedClear.class, "@CacheInvalidateAll on %s.clear()" + UNNAMED),
                arguments(
                        EvictBefore.class,
                        "@CacheInvalidate on %s.change(): afterInvocation is \"false\"; accepted: true, because evictFor or noEvictFor is given"),
                arguments(
                        PutWithoutValue.class,
                        "@CachePut on %s.put(): return type is \"void\"; accepted: the type of the values, because no parameter is"
                                + " marked @CacheValue; or one that is"),
                arguments(
                        PutOfNothingLater.class,
                        "@CachePut on %s.put(): return type is"
                                + " \"java.util.concurrent.CompletionStage<java.lang.Void>\"; accepted: the type of the"
                                + " values, because no parameter is marked @CacheValue; or one that is"),
                arguments(
                        PutOfAnyResult.class,
                        "@CachePut on %s.put(): return type is \"java.lang.Object\"; accepted: a type whose values can"
                                + " be read back from JSON; problem: the class of an Object cannot be read back from its JSON"),
                arguments(
                        PutOfTwoValues.class,
                        "@CachePut on %s.put(): number of @CacheValue parameters is \"2\"; accepted: 1, or 0 to store"
                                + " what the method returns"),
                arguments(
                        PutOfUnboundType.class,
                        "@CachePut on %s.put(): type of the @CacheValue parameter is \"java.util.List<?>\"; accepted: a type whose values can be read back from JSON; problem: the class of an Object cannot be read back from its JSON"),
                arguments(
                        HiddenKey.class,
                        "@Cached on %s.invoices(): parameter 0: " + CustomerId.class.getName()
                                + " cannot be part of a key: its field CustomerId.value is hidden: it has no public accessor; accepted: a key made of what tells its values apart: @CacheKey on other parameters, a key template such as \"{customer.id}\", or a CacheKeyGenerator"),
                arguments(
                        NegativeWindow.class,
                        "@RateLimit on %s.call(): window is \"-1\"; accepted: a whole number of SECONDS from 1 to 316224000"),
                arguments(
                        ParameterOfAnotherPath.class,
                        "@RateLimit on %s.part(): keyArgument is \"order\"; accepted: a parameter of the path \"/orders/{id}/{part}\": id, part"),
                arguments(
                        ZeroLimitForAll.class,
                        "@RateLimit on %s: value is \"0\"; accepted: a whole number from 1 to 9007199254740991"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void deployment_mistakenAnnotation_failsWithOneMessage(Class<?> bean, String message) {
        assertThat(mistake(Map.of(), bean)).isEqualTo(message.replace("%s", bean.getName()));
    }

    @Test
    void deployment_goodAnnotations_succeeds() {
        try (Application application = new Application(Good.class)) {
            assertThat(application.bean(Good.class).read("id")).isEqualTo("id");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "redis.url | http://localhost | redis.url is \"http://localhost\"; accepted: redis://",
                "redis.mode | standalone | redis.mode is \"standalone\", which needs redis.url: redis://",
                "RateLimit/onStoreFailure | maybe | RateLimit/onStoreFailure is \"maybe\"; accepted: OPEN, CLOSED,",
                "Cached/ttlUnit | weeks | Cached/ttlUnit is \"weeks\"; accepted: MILLIS, SECONDS, MINUTES,",
                "beacon.cache.\"c\".ttl | 0 | beacon.cache.\"c\".ttl is \"0\"; accepted: a whole number from 1 to",
                "beacon.cache.\"c\".slidingTtl | -1 | beacon.cache.\"c\".slidingTtl is \"-1\"; accepted: a whole number from 0 to",
                "Cached/slidingTtl | 301 | @Cached on %s.read(): slidingTtl is \"301\"; accepted: a whole number of SECONDS from 0 to 300, which is the ttl",
                "beacon.cache.\"c\".softLoadTimeout | soon | beacon.cache.\"c\".softLoadTimeout is \"soon\"; accepted: a whole number from 0 to",
                "%s/read/Cached/hardLoadTimeout | -5 | %s/read/Cached/hardLoadTimeout is \"-5\"; accepted: a whole number from 0 to",
                "beacon.cache.\"c\".hardLoadTimeout | 999999999999999 | @Cached on %s.read(): hardLoadTimeout is \"999999999999999\"; accepted: a whole number of MILLIS from 0 to 316224000000",
                "beacon.cache.\"c\".refreshAfter | 1.5 | beacon.cache.\"c\".refreshAfter is \"1.5\"; accepted: a whole number from 0 to",
                "beacon.cache.\"c\".refreshAfter | 300 | @Cached on %s.read(): refreshAfter is \"300000 ms\"; accepted: less than ttl, 300000 ms",
                "beacon.cache.\"c\".earlyRefresh | 101 | beacon.cache.\"c\".earlyRefresh is \"101\"; accepted: a number from 0 to 100.0",
            })
    void deployment_wrongProperty_failsWithItsMessage(String property, String value, String message) {
        String good = Good.class.getName();

        assertThat(mistake(Map.of(property.replace("%s", good), value), Good.class))
                .startsWith(message.replace("%s", good));
    }

    @Test
    void deployment_wrongPathOfALimit_failsWithItsMessage() {
        // the implementation remembers the names that it has listed
        ConfigProviderResolver.instance().releaseConfig(ConfigProvider.getConfig());
        assertThat(mistake(Map.of("beacon.ratelimit.\"p\".paths", "api/**"), Good.class))
                .startsWith("beacon.ratelimit.\"p\".paths is \"api/**\"; accepted: a path within the application");
    }

    @Test
    void deployment_costOfAPathThatIsNoBean_failsWithItsMessage() {
        ConfigProviderResolver.instance().releaseConfig(ConfigProvider.getConfig());
        assertThat(mistake(
                        Map.of(
                                "beacon.ratelimit.\"p\".paths",
                                "/api/**",
                                "beacon.ratelimit.\"p\".costResolver",
                                NoBean.class.getName()),
                        Good.class))
                .isEqualTo("beacon.ratelimit.\"p\": costResolver" + NO_BEAN);
    }

    @Test
    void deployment_finalMethod_fails() {
        // Weld itself refuses it, before this library is asked
        assertThat(catchThrowable(() -> new Application(FinalMethod.class).close()))
                .hasMessageContaining(FinalMethod.class.getName() + ".call()")
                .hasMessageContaining("final");
    }

    @Test
    void deployment_mistakeInAParent_isToldOnce() {
        assertThat(mistake(Map.of(), Heir.class, OtherHeir.class))
                .isEqualTo("@CacheInvalidateAll on " + Parent.class.getName() + ".clear()" + UNNAMED);
    }

    @Dependent
    static class GroupOfThree {
        @RateLimit(value = 3, group = "orders")
        public void call() {}
    }

    @Dependent
    static class GroupOfFour {
        @RateLimit(value = 4, group = "orders")
        public void call() {}
    }

    @Test
    void deployment_twoBeansThatDisagreeAboutTheirGroup_tellsBoth() {
        assertThat(mistake(Map.of(), GroupOfThree.class, GroupOfFour.class))
                .contains(GroupOfThree.class.getName() + ".call()", GroupOfFour.class.getName() + ".call()")
                .contains("value is \"3\"; accepted: \"4\", because");
    }

    @Test
    void versionsOfOneCache_thatDisagree_areRefused() {
        Throwable thrown = catchThrowable(() -> new Application(TwoVersions.class).close());

        assertThat(thrown)
                .hasMessageContaining("and cacheName is \"c\", which holds version ")
                .hasMessageContaining("; accepted: one version for all methods that share a cache");
    }

    @Test
    void deployment_severalMistakes_tellsThemAll() {
        assertThat(mistake(Map.of("redis.pool.min", "0"), NegativeWindow.class, UnnamedClear.class))
                .contains(
                        "redis.pool.min is \"0\"", "NegativeWindow.call(): window", "UnnamedClear.clear(): cacheName");
    }
}
