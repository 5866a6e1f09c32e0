package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitCall;
import io.boosterbeacon.redis.ratelimit.RateLimitCostResolver;
import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import io.boosterbeacon.redis.ratelimit.RateLimitExempt;
import io.boosterbeacon.redis.ratelimit.RateLimitKeyResolver;
import io.boosterbeacon.redis.ratelimit.RateLimitScope;
import io.boosterbeacon.redis.testing.Application;
import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Stereotype;
import jakarta.enterprise.inject.Vetoed;
import jakarta.enterprise.inject.literal.NamedLiteral;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Method;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Limits, exemptions and costs that a bean has from its supertypes, its stereotypes, or its producer. */
class LimitedHierarchiesTest {
    private static final int CALLS = 12;

    /** The cost of a call is the length of its argument; the subject is its method. */
    @ApplicationScoped
    static class ByLength implements RateLimitCostResolver, RateLimitKeyResolver {
        @Override
        public long cost(RateLimitCall call) {
            return call.arguments().isEmpty()
                    ? 1
                    : call.arguments().get(0).toString().length();
        }

        @Override
        public String resolve(Method endpoint) {
            return endpoint.getName();
        }
    }

    static class Base {
        @RateLimit(3)
        public void call(String text) {}
    }

    @Dependent
    static class Inheriting extends Base {}

    @Dependent
    static class AlsoInheriting extends Base {}

    @Dependent
    static class Overriding extends Base {
        @Override
        public void call(String text) {}
    }

    static class Exempting extends Base {
        @Override
        @RateLimitExempt
        public void call(String text) {}
    }

    @Dependent
    static class OverridingAnExemptOne extends Exempting {
        @Override
        public void call(String text) {}
    }

    @Dependent
    static class LimitingAnExemptOne extends Exempting {
        @Override
        @RateLimit(4)
        public void call(String text) {}
    }

    @Dependent
    @RateLimit(5)
    static class LimitedHeirOfAnExemptOne extends Exempting {
        public void other(String text) {}
    }

    abstract static class Abstract<T> {
        @RateLimit(value = 10, costResolver = ByLength.class)
        public abstract void call(T argument);
    }

    @Dependent
    static class Concrete extends Abstract<String> {
        @Override
        public void call(String argument) {}
    }

    interface Handler<T> {
        @RateLimit(value = 10, costResolver = ByLength.class, keyResolver = ByLength.class)
        void handle(T argument);

        @RateLimitExempt
        default void free(T argument) {}
    }

    @Dependent
    @RateLimit(2)
    static class TextHandler implements Handler<String> {
        @Override
        public void handle(String argument) {}

        @Override
        public void free(String argument) {}

        public void handle(Integer argument) {}

        public void own() {}
    }

    @Dependent
    @RateLimit(3)
    static class Overloads {
        public void call(String text) {}

        @RateLimitExempt
        public void call(Object object) {}

        @RateLimit(1)
        public void call(int number) {}

        @RateLimit(2)
        public void call(Integer number) {}

        @RateLimit(4)
        public void call(String... texts) {}

        @RateLimit(5)
        public void call(int[] numbers) {}

        void ofThePackage() {}

        protected void ofHeirs() {}
    }

    @RateLimit(value = 10, costResolver = ByLength.class)
    @Stereotype
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Costly {}

    @Dependent
    @Costly
    static class OfStereotype {
        public void call(String text) {}

        @RateLimitExempt
        public void free(String text) {}
    }

    @RateLimit(value = 6, scope = RateLimitScope.CLASS)
    @InterceptorBinding
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Logged {}

    @Interceptor
    @Logged
    @Priority(2_000)
    static class Logging {
        @AroundInvoke
        @Nullable
        Object log(InvocationContext call) throws Exception {
            return call.proceed();
        }
    }

    @Dependent
    @Logged
    static class OfBinding {
        public void one() {}

        public void other() {}
    }

    @Vetoed
    static class Made {
        @RateLimit(value = 10, costResolver = ByLength.class, keyResolver = ByLength.class)
        public void call(String text) {}

        @RateLimitExempt
        public void free(String text) {}
    }

    @Vetoed
    static class MadeHeir extends Made {
        @Override
        @RateLimit(4)
        public void call(String text) {}
    }

    interface Shown {
        @RateLimit(3)
        void call(String text);
    }

    @Vetoed
    static class Hidden implements Shown {
        @Override
        public void call(String text) {}
    }

    @ApplicationScoped
    static class Maker {
        @Produces
        @Named("field")
        @ApplicationScoped
        final MadeHeir field = new MadeHeir();

        @Produces
        @Named("method")
        @ApplicationScoped
        Made made() {
            return new Made();
        }

        @Produces
        @Named("interface")
        @ApplicationScoped
        Shown shown() {
            return new Hidden();
        }

        @Produces
        @Named("limited")
        @Dependent
        @RateLimit(2)
        StringBuilder text() {
            return new StringBuilder("text");
        }
    }

    interface Decorated {
        void call();
    }

    @ApplicationScoped
    static class Decoratee implements Decorated {
        @Override
        @RateLimit(3)
        public void call() {}
    }

    @Decorator
    @Priority(2_000)
    static class Decorating implements Decorated {
        @Inject
        @Delegate
        @Any
        private Decorated delegate;

        @Override
        public void call() {
            delegate.call();
        }
    }

    record Happened(String what) {}

    @ApplicationScoped
    static class Observer {
        @RateLimit(3)
        void on(@Observes Happened happened) {}
    }

    @Dependent
    static class OneOfClass extends ScopedBase {}

    @Dependent
    static class OtherOfClass extends ScopedBase {}

    static class ScopedBase {
        @RateLimit(value = 3, scope = RateLimitScope.CLASS)
        public void one() {}

        @RateLimit(value = 3, scope = RateLimitScope.CLASS)
        public void two() {}

        @RateLimit(value = 5, group = "hierarchies")
        public void grouped() {}
    }

    private static final Application APPLICATION = new Application(
            ByLength.class,
            Inheriting.class,
            AlsoInheriting.class,
            Overriding.class,
            OverridingAnExemptOne.class,
            LimitingAnExemptOne.class,
            LimitedHeirOfAnExemptOne.class,
            Concrete.class,
            TextHandler.class,
            Overloads.class,
            OfStereotype.class,
            Logging.class,
            OfBinding.class,
            Maker.class,
            Decoratee.class,
            Decorating.class,
            Observer.class,
            OneOfClass.class,
            OtherOfClass.class);

    @AfterAll
    static void undeploy() {
        APPLICATION.close();
    }

    /** A case: what is called again and again, and how many calls are admitted. */
    private static <T> Arguments admits(long calls, String what, Class<T> bean, Consumer<T> call) {
        return arguments(calls, what, (Runnable) () -> call.accept(APPLICATION.bean(bean)));
    }

    private static <T> Arguments admitsNamed(long calls, String name, Class<T> bean, Consumer<T> call) {
        return arguments(calls, name, (Runnable) () ->
                call.accept(CDI.current().select(bean, NamedLiteral.of(name)).get()));
    }

    static Stream<Arguments> cases() {
        return Stream.of(
                admits(3, "an inherited method", Inheriting.class, bean -> bean.call("")),
                admits(3, "the same method of another bean", AlsoInheriting.class, bean -> bean.call("")),
                admits(3, "an overriding method", Overriding.class, bean -> bean.call("")),
                admits(12, "an override of an exempt one", OverridingAnExemptOne.class, bean -> bean.call("")),
                admits(4, "a limit after an exemption", LimitingAnExemptOne.class, bean -> bean.call("")),
                admits(12, "an exempt method, limited class", LimitedHeirOfAnExemptOne.class, bean -> bean.call("")),
                admits(5, "another method of that class", LimitedHeirOfAnExemptOne.class, bean -> bean.other("")),
                admits(5, "an abstract generic method", Concrete.class, bean -> bean.call("ab")),
                admits(5, "a generic interface", TextHandler.class, bean -> bean.handle("ab")),
                admits(2, "an overload of it", TextHandler.class, bean -> bean.handle(7)),
                admits(12, "an exempt default method", TextHandler.class, bean -> bean.free("ab")),
                admits(2, "a method of the class", TextHandler.class, TextHandler::own),
                admits(3, "String", Overloads.class, bean -> bean.call("a")),
                admits(12, "Object", Overloads.class, bean -> bean.call(new Object())),
                admits(1, "int", Overloads.class, bean -> bean.call(1)),
                admits(2, "Integer", Overloads.class, bean -> bean.call(Integer.valueOf(1))),
                admits(4, "String...", Overloads.class, bean -> bean.call("a", "b")),
                admits(5, "int[]", Overloads.class, bean -> bean.call(new int[0])),
                admits(3, "package-private", Overloads.class, Overloads::ofThePackage),
                admits(3, "protected", Overloads.class, Overloads::ofHeirs),
                admits(5, "a stereotype", OfStereotype.class, bean -> bean.call("ab")),
                admits(12, "an exempt method of it", OfStereotype.class, bean -> bean.free("ab")),
                admits(3, "a binding that counts the class", OfBinding.class, bean -> {
                    bean.one();
                    bean.other();
                }),
                admitsNamed(5, "method", Made.class, made -> made.call("ab")),
                admitsNamed(12, "method", Made.class, made -> made.free("ab")),
                admitsNamed(4, "field", MadeHeir.class, made -> made.call("ab")),
                admitsNamed(12, "field", MadeHeir.class, made -> made.free("ab")),
                admitsNamed(3, "interface", Shown.class, made -> made.call("ab")),
                admitsNamed(2, "limited", StringBuilder.class, text -> assertThat(text)
                        .hasToString("text")),
                admits(3, "a decorated bean", Decorated.class, Decorated::call),
                arguments(3L, "an observer", (Runnable) () -> CDI.current()
                        .getBeanManager()
                        .getEvent()
                        .select(Happened.class)
                        .fire(new Happened("now"))),
                admits(1, "the class of a bean", OneOfClass.class, bean -> {
                    bean.one();
                    bean.two();
                    bean.one();
                }),
                admits(1, "the class of another bean", OtherOfClass.class, bean -> {
                    bean.two();
                    bean.one();
                    bean.one();
                }),
                arguments(2L, "a group of two beans", (Runnable) () -> {
                    APPLICATION.bean(OneOfClass.class).grouped();
                    APPLICATION.bean(OtherOfClass.class).grouped();
                }));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("cases")
    void limit_ofAHierarchy_isInForce(long admitted, String what, Runnable call) {
        List<Integer> calls = IntStream.range(0, CALLS).boxed().toList();

        assertThat(calls.stream().filter(i -> isAdmitted(call)).count()).isEqualTo(admitted);
    }

    private static boolean isAdmitted(Runnable call) {
        try {
            call.run();
            return true;
        } catch (RateLimitExceededException e) {
            return false;
        }
    }
}
