package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.boosterbeacon.redis.cache.CacheDefaults;
import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheInvalidateAll;
import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.cache.CacheValue;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import io.boosterbeacon.redis.ratelimit.RateLimitExempt;
import io.boosterbeacon.redis.testing.Application;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Stereotype;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is annotated is in force for a bean, wherever in its hierarchy the annotation stands. */
class InheritedAnnotationsTest {
    private static final Application APPLICATION = new Application(
            OfGenericInterface.class,
            OfBoth.class,
            OfGenericBase.class,
            OfGenericDao.class,
            OfPackagePrivateParent.class,
            OfDefaultMethod.class,
            OfLimitedInterface.class,
            OfTwoPolicies.class,
            OfStereotype.class,
            OfNestedStereotype.class,
            HeirOfStereotype.class,
            Exempt.class,
            OverridesExempt.class,
            Catalog.class,
            Register.class,
            OtherOfGenericInterface.class,
            Shelf.class,
            DefaultReads.class);

    record Order(String id) {}

    interface Creates<T> {
        @RateLimit(2)
        Object call(T argument);
    }

    @ApplicationScoped
    static class OfGenericInterface implements Creates<Order> {
        @Override
        public Order call(Order argument) {
            return argument;
        }
    }

    @ApplicationScoped
    static class OfBoth implements Creates<Order> {
        @Override
        @RateLimit(2)
        public Order call(Order argument) {
            return argument;
        }
    }

    abstract static class Base<T> {
        @RateLimit(2)
        protected abstract Object call(T argument);
    }

    abstract static class Middle<S> extends Base<S> {}

    @Dependent
    static class OfGenericBase extends Middle<Order> {
        @Override
        public Order call(Order argument) {
            return argument;
        }
    }

    static class Dao<T> {
        @RateLimit(2)
        public Object call(T argument) {
            return argument;
        }
    }

    @ApplicationScoped
    static class OfGenericDao extends Dao<Order> {}

    static class PackagePrivateParent {
        @RateLimit(2)
        Object call(Order argument) {
            return argument;
        }
    }

    @ApplicationScoped
    static class OfPackagePrivateParent extends PackagePrivateParent {
        @Override
        Object call(Order argument) {
            return argument;
        }
    }

    interface WithDefault {
        @RateLimit(2)
        default Object call(Order argument) {
            return argument;
        }
    }

    @ApplicationScoped
    static class OfDefaultMethod implements WithDefault {}

    @RateLimit(2)
    interface LimitedInterface {
        Object call(Order argument);
    }

    @ApplicationScoped
    static class OfLimitedInterface implements LimitedInterface {
        @Override
        public Object call(Order argument) {
            return argument;
        }

        public void anotherMethod() {}
    }

    interface TwoPolicies {
        @RateLimit(name = "few", value = 2)
        @RateLimit(name = "many", value = 5)
        Object call(Order argument);
    }

    @ApplicationScoped
    @RateLimit(1)
    static class OfTwoPolicies implements TwoPolicies {
        @Override
        public Object call(Order argument) {
            return argument;
        }
    }

    @Stereotype
    @RateLimit(2)
    @ApplicationScoped
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Costly {}

    @Stereotype
    @Costly
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Precious {}

    @Costly
    static class OfStereotype {
        public Object call(Order argument) {
            return argument;
        }

        @RateLimitExempt
        public void exempt() {}
    }

    @Precious
    static class OfNestedStereotype {
        public Object call(Order argument) {
            return argument;
        }
    }

    @ApplicationScoped
    static class HeirOfStereotype extends StereotypeParent {}

    @Costly
    static class StereotypeParent {
        public Object call(Order argument) {
            return argument;
        }
    }

    interface Exempts {
        @RateLimitExempt
        void call();
    }

    @ApplicationScoped
    @RateLimit(1)
    static class Exempt implements Exempts {
        @Override
        public void call() {}
    }

    @ApplicationScoped
    static class OverridesExempt implements Creates<Order> {
        @Override
        @RateLimitExempt
        public Object call(Order argument) {
            return argument;
        }
    }

    static Stream<Arguments> limited() {
        return Stream.of(
                limited(OfGenericInterface.class, OfGenericInterface::call),
                limited(OfBoth.class, OfBoth::call),
                limited(OfGenericBase.class, OfGenericBase::call),
                limited(OfGenericDao.class, OfGenericDao::call),
                limited(OfPackagePrivateParent.class, OfPackagePrivateParent::call),
                limited(OfDefaultMethod.class, OfDefaultMethod::call),
                limited(OfLimitedInterface.class, OfLimitedInterface::call),
                limited(OfTwoPolicies.class, OfTwoPolicies::call),
                limited(OfStereotype.class, OfStereotype::call),
                limited(OfNestedStereotype.class, OfNestedStereotype::call),
                limited(HeirOfStereotype.class, HeirOfStereotype::call));
    }

    /** A call of a bean with an argument. */
    interface Call<B> {
        Object on(B bean, Order argument);
    }

    private static <B> Arguments limited(Class<B> type, Call<B> call) {
        return arguments(type, (Function<Order, Object>) order -> call.on(APPLICATION.bean(type), order));
    }

    @AfterAll
    static void undeploy() {
        APPLICATION.close();
    }

    @ParameterizedTest
    @MethodSource("limited")
    void limit_whereverItStands_countsEachCallOnce(Class<?> bean, Function<Order, Object> call) {
        Order order = new Order(bean.getName());

        assertThat(call.apply(order)).isEqualTo(order);
        assertThat(call.apply(order)).isEqualTo(order);
        assertThatThrownBy(() -> call.apply(order)).isInstanceOf(RateLimitExceededException.class);
    }

    @Test
    void limit_calledThroughTheInterface_isTheSame() {
        Creates<Order> bean = APPLICATION.bean(OtherOfGenericInterface.class);
        bean.call(new Order("1"));
        bean.call(new Order("2"));
        assertThatThrownBy(() -> bean.call(new Order("3"))).isInstanceOf(RateLimitExceededException.class);
    }

    @ApplicationScoped
    static class OtherOfGenericInterface implements Creates<Order> {
        @Override
        public Order call(Order argument) {
            return argument;
        }
    }

    @Test
    void methods_thatAreExemptOrOfNoLimitedType_areNotCounted() {
        for (int i = 0; i < 4; i++) {
            APPLICATION.bean(OfStereotype.class).exempt();
            APPLICATION.bean(Exempt.class).call();
            APPLICATION.bean(OverridesExempt.class).call(new Order("1"));
            APPLICATION.bean(OfLimitedInterface.class).anotherMethod();
        }
    }

    interface Repository<I, E> {
        @Cached(cacheName = "inherited")
        E find(@CacheKey I id, String note);

        @CachePut(cacheName = "inherited")
        void put(@CacheKey I id, @CacheValue E entity);

        @CacheInvalidate(cacheName = "inherited")
        void change(@CacheKey I id, E entity);

        @CacheInvalidateAll(cacheName = "inherited")
        void clear();
    }

    @ApplicationScoped
    static class Catalog implements Repository<Long, Order> {
        @Override
        public Order find(Long id, String note) {
            return new Order(note);
        }

        @Override
        public void put(Long id, Order entity) {}

        @Override
        public void change(Long id, Order entity) {}

        @Override
        public void clear() {}
    }

    @Test
    void cacheAnnotations_ofAGenericInterface_areInForce() {
        Repository<Long, Order> catalog = APPLICATION.bean(Catalog.class);
        assertThat(catalog.find(1L, "first")).isEqualTo(new Order("first"));
        assertThat(catalog.find(1L, "second")).isEqualTo(new Order("first"));

        catalog.put(1L, new Order("put"));
        assertThat(catalog.find(1L, "third")).isEqualTo(new Order("put"));

        catalog.change(1L, new Order("changed"));
        assertThat(catalog.find(1L, "fourth")).isEqualTo(new Order("fourth"));

        catalog.clear();
        assertThat(catalog.find(1L, "fifth")).isEqualTo(new Order("fifth"));
    }

    abstract static class Registry<E> {
        @Cached(key = "{id}")
        public abstract E find(String id, String note);
    }

    @ApplicationScoped
    static class Register extends Registry<Order> {
        @Override
        public Order find(String other, String note) {
            return new Order(note);
        }
    }

    @Test
    void cached_onAnOverriddenMethod_isInForceWithItsKey() {
        Register register = APPLICATION.bean(Register.class);
        assertThat(register.find("1", "first")).isEqualTo(new Order("first"));
        assertThat(register.find("1", "second")).isEqualTo(new Order("first"));
        assertThat(register.find("2", "third")).isEqualTo(new Order("third"));
    }

    @Stereotype
    @ApplicationScoped
    @CacheDefaults(cacheName = "shelf")
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Shelved {}

    @Shelved
    static class Shelf {
        @Cached
        public Order find(@CacheKey String id, String note) {
            return new Order(note);
        }

        @CacheInvalidate
        public void change(String id) {}
    }

    @Test
    void cacheDefaults_ofAStereotype_areInForce() {
        Shelf shelf = APPLICATION.bean(Shelf.class);
        assertThat(shelf.find("1", "first")).isEqualTo(new Order("first"));
        assertThat(shelf.find("1", "second")).isEqualTo(new Order("first"));
        shelf.change("1");
        assertThat(shelf.find("1", "third")).isEqualTo(new Order("third"));
    }

    interface Reads {
        @Cached
        default Order find(@CacheKey String id, String note) {
            return new Order(note);
        }
    }

    @ApplicationScoped
    static class DefaultReads implements Reads {}

    @Dependent
    static class Innocent {
        public void call() {}
    }

    /** Adds a limit that no class has. */
    static class AddsALimit implements Extension {
        void add(@Observes ProcessAnnotatedType<Innocent> event) {
            Stream.of(TwoPolicies.class.getDeclaredMethods())
                    .flatMap(method -> Stream.of(method.getAnnotations()))
                    .forEach(limit -> event.configureAnnotatedType().methods().forEach(method -> method.add(limit)));
        }
    }

    @Test
    void limit_addedByAnExtension_failsTheDeployment() {
        assertThatThrownBy(() -> Application.deployWith(new AddsALimit(), Innocent.class))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining(
                        "@RateLimit.List on " + Innocent.class.getName() + ".call() has been added by an extension");
    }

    @Test
    void cached_onADefaultMethod_isInForce() {
        DefaultReads reads = APPLICATION.bean(DefaultReads.class);
        assertThat(reads.find("1", "first")).isEqualTo(new Order("first"));
        assertThat(reads.find("1", "second")).isEqualTo(new Order("first"));
    }
}
