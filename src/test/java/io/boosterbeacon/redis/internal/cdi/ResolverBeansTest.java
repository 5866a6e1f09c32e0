package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitCall;
import io.boosterbeacon.redis.ratelimit.RateLimitCostResolver;
import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import io.boosterbeacon.redis.ratelimit.RateLimitKeyResolver;
import io.boosterbeacon.redis.testing.Application;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Specializes;
import jakarta.enterprise.inject.Typed;
import jakarta.enterprise.inject.Vetoed;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Named;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which classes {@code keyResolver} and {@code costResolver} may name: those of which there is one bean. */
class ResolverBeansTest {
    /** The cost of a call, by which tests tell resolvers apart; and one subject for all. */
    abstract static class Costs implements RateLimitCostResolver, RateLimitKeyResolver {
        private final long cost;

        Costs(long cost) {
            this.cost = cost;
        }

        @Override
        public long cost(RateLimitCall call) {
            return cost;
        }

        @Override
        public String resolve(Method endpoint) {
            return "all";
        }
    }

    @ApplicationScoped
    static class Two extends Costs {
        Two() {
            super(2);
        }
    }

    @Dependent
    static class Three extends Costs {
        Three() {
            super(3);
        }
    }

    @Dependent
    @Named("three")
    static class Qualified extends Three {}

    static class Open extends Costs {
        Open() {
            this(2);
        }

        Open(long cost) {
            super(cost);
        }
    }

    @ApplicationScoped
    static class Parent extends Open {}

    @ApplicationScoped
    static class Heir extends Parent {
        @Override
        public long cost(RateLimitCall call) {
            return 5;
        }
    }

    @Alternative
    @Priority(1)
    @ApplicationScoped
    static class Substitute extends Parent {
        @Override
        public long cost(RateLimitCall call) {
            return 5;
        }
    }

    @Specializes
    @ApplicationScoped
    static class Special extends Parent {
        @Override
        public long cost(RateLimitCall call) {
            return 5;
        }
    }

    interface Tenants extends RateLimitCostResolver, RateLimitKeyResolver {}

    @ApplicationScoped
    static class OneTenants extends Open implements Tenants {}

    @ApplicationScoped
    static class OtherTenants extends Open implements Tenants {}

    @Dependent
    static class Generic<T> extends Open {}

    @Dependent
    static class Bounded<T extends Number> extends Open {}

    abstract static class Template<T> extends Open {}

    @ApplicationScoped
    static class OfTemplate extends Template<String> {}

    @ApplicationScoped
    @Typed(RateLimitCostResolver.class)
    static class Narrow extends Open {}

    /** Not a bean, but produced. */
    @Vetoed
    static class Made extends Open {
        Made(long cost) {
            super(cost);
        }

        Made() {}
    }

    @ApplicationScoped
    static class Maker {
        @Produces
        @ApplicationScoped
        Made made() {
            return new Made(5);
        }
    }

    @Specializes
    @ApplicationScoped
    static class SpecialMaker extends Maker {
        @Override
        @Produces
        @Specializes
        @ApplicationScoped
        Made made() {
            return new Made(2);
        }
    }

    @ApplicationScoped
    static class OtherMaker {
        @Produces
        @Named("other")
        @Dependent
        Made other() {
            return new Made(3);
        }
    }

    @Dependent
    static class OfTwo {
        @RateLimit(value = 10, keyResolver = Two.class, costResolver = Two.class)
        public void call() {}
    }

    @Dependent
    static class OfThree {
        @RateLimit(value = 10, keyResolver = Three.class, costResolver = Three.class)
        public void call() {}
    }

    @Dependent
    static class OfQualified {
        @RateLimit(value = 10, keyResolver = Qualified.class, costResolver = Qualified.class)
        public void call() {}
    }

    @Dependent
    static class OfParent {
        @RateLimit(value = 10, keyResolver = Parent.class, costResolver = Parent.class)
        public void call() {}
    }

    @Dependent
    static class OfHeir {
        @RateLimit(value = 10, keyResolver = Heir.class, costResolver = Heir.class)
        public void call() {}
    }

    @Dependent
    static class OfTenants {
        @RateLimit(value = 10, keyResolver = Tenants.class, costResolver = Tenants.class)
        public void call() {}
    }

    @Dependent
    static class OfGeneric {
        @RateLimit(value = 10, keyResolver = Generic.class, costResolver = Generic.class)
        public void call() {}
    }

    @Dependent
    static class OfBounded {
        @RateLimit(value = 10, costResolver = Bounded.class)
        public void call() {}
    }

    @Dependent
    static class OfTheTemplate {
        @RateLimit(value = 10, costResolver = Template.class)
        public void call() {}
    }

    @Dependent
    static class OfItsBean {
        @RateLimit(value = 10, keyResolver = OfTemplate.class, costResolver = OfTemplate.class)
        public void call() {}
    }

    @Dependent
    static class OfNarrow {
        @RateLimit(value = 10, costResolver = Narrow.class)
        public void call() {}
    }

    @Dependent
    static class OfMade {
        @RateLimit(value = 10, keyResolver = Made.class, costResolver = Made.class)
        public void call() {}
    }

    static Stream<Arguments> found() {
        return Stream.of(
                arguments(5, new Class<?>[] {OfTwo.class, Two.class}),
                arguments(5, new Class<?>[] {OfTwo.class, Two.class, Three.class}),
                arguments(3, new Class<?>[] {OfThree.class, Three.class}),
                arguments(3, new Class<?>[] {OfQualified.class, Qualified.class}),
                arguments(3, new Class<?>[] {OfQualified.class, Qualified.class, Three.class}),
                arguments(2, new Class<?>[] {OfHeir.class, Heir.class, Parent.class}),
                arguments(2, new Class<?>[] {OfParent.class, Heir.class}),
                arguments(2, new Class<?>[] {OfParent.class, Parent.class, Substitute.class}),
                arguments(2, new Class<?>[] {OfParent.class, Parent.class, Special.class}),
                arguments(5, new Class<?>[] {OfTenants.class, OneTenants.class}),
                arguments(5, new Class<?>[] {OfGeneric.class, Generic.class}),
                arguments(5, new Class<?>[] {OfItsBean.class, OfTemplate.class}),
                arguments(2, new Class<?>[] {OfMade.class, Maker.class}),
                arguments(5, new Class<?>[] {OfMade.class, Maker.class, SpecialMaker.class}));
    }

    /** Each limit is 10, and each resolver has another cost. */
    @ParameterizedTest
    @MethodSource("found")
    void bean_isFoundByTheClassThatTheAnnotationNames(int admitted, Class<?>[] beans) throws Exception {
        try (Application application = new Application(Map.of(), beans)) {
            Object limited = application.bean(beans[0]);
            Method call = beans[0].getMethod("call");
            for (int i = 0; i < admitted; i++) {
                call.invoke(limited);
            }
            assertThatThrownBy(() -> call.invoke(limited)).hasCauseInstanceOf(RateLimitExceededException.class);
        }
    }

    private static String mistake(Class<?>... beans) {
        Throwable thrown = catchThrowable(() -> new Application(Map.of(), beans).close());
        assertThat(thrown).isInstanceOf(DeploymentException.class);
        return String.valueOf(thrown.getMessage());
    }

    static Stream<Arguments> ambiguous() {
        return Stream.of(
                arguments(Parent.class, new Class<?>[] {OfParent.class, Heir.class, Parent.class}),
                arguments(Tenants.class, new Class<?>[] {OfTenants.class, OneTenants.class, OtherTenants.class}),
                arguments(Three.class, new Class<?>[] {OfThree.class, Qualified.class, Three.class}),
                arguments(Made.class, new Class<?>[] {OfMade.class, Maker.class, OtherMaker.class}));
    }

    /** The first call would fail. */
    @ParameterizedTest
    @MethodSource("ambiguous")
    void classOfSeveralBeans_isRefused(Class<?> named, Class<?>[] beans) {
        assertThat(mistake(beans))
                .contains(
                        "@RateLimit on " + beans[0].getName() + ".call(): keyResolver is \"" + named.getName()
                                + "\"; accepted: a class of which there is one bean, not ",
                        beans[1].getName(),
                        beans[2].getName());
    }

    static Stream<Arguments> notFound() {
        return Stream.of(
                arguments(Bounded.class, new Class<?>[] {OfBounded.class, Bounded.class}),
                arguments(Template.class, new Class<?>[] {OfTheTemplate.class, OfTemplate.class}),
                arguments(Narrow.class, new Class<?>[] {OfNarrow.class, Narrow.class}));
    }

    /** CDI does not find them by their classes. */
    @ParameterizedTest
    @MethodSource("notFound")
    void classThatNoBeanHasAsAType_isRefused(Class<?> named, Class<?>[] beans) {
        assertThat(mistake(beans))
                .isEqualTo("@RateLimit on " + beans[0].getName() + ".call(): costResolver is \"" + named.getName()
                        + "\"; accepted: a CDI bean; give the class a scope such as @ApplicationScoped");
    }

    @Test
    void beanOfTheSameClassInTwoMembers_isOne() {
        try (Application application = new Application(Map.of(), OfThree.class, OfTwo.class, Three.class, Two.class)) {
            assertThat(application.bean(OfThree.class)).isNotNull();
        }
    }
}
