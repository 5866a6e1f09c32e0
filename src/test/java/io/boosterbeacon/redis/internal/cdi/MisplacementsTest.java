package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.boosterbeacon.redis.cache.CacheInvalidateAll;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import io.boosterbeacon.redis.testing.Application;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Stereotype;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An annotation that nobody would obey fails the deployment. */
class MisplacementsTest {
    private static final String CALLBACK = ", which CDI does not intercept; accepted: a method that beans call";
    private static final String CLASS = ", which CDI does not intercept; accepted: on a bean";
    private static final String SERVLET =
            " is on what the servlet container calls, past CDI; accepted: on a bean that is called there";
    private static final String META =
            "; accepted: @RateLimit there, or on a stereotype or an interceptor binding of the class";

    @Dependent
    static class Starting {
        @PostConstruct
        @CacheInvalidateAll(cacheName = "c")
        void start() {}
    }

    interface Stops {
        @RateLimit(2)
        void stop();
    }

    @Dependent
    static class Stopping implements Stops {
        @Override
        @PreDestroy
        public void stop() {}
    }

    @Dependent
    static class Initialized {
        @Inject
        @RateLimit(2)
        void init(BeanManager beans) {
            Objects.requireNonNull(beans);
        }
    }

    @Dependent
    static class SelfIntercepted {
        @AroundInvoke
        @RateLimit(2)
        Object around(InvocationContext call) throws Exception {
            return call.proceed();
        }
    }

    interface Priced {
        void call();
    }

    @Dependent
    static class PlainPriced implements Priced {
        @Override
        public void call() {}
    }

    @Decorator
    @Priority(1)
    static class LimitedDecorator implements Priced {
        @Inject
        @Any
        @Delegate
        Priced delegate;

        @Override
        @RateLimit(2)
        public void call() {
            delegate.call();
        }
    }

    @InterceptorBinding
    @Retention(RetentionPolicy.RUNTIME)
    @interface Watched {}

    @Watched
    @Interceptor
    @Priority(1)
    static class LimitedInterceptor {
        @AroundInvoke
        @RateLimit(2)
        Object around(InvocationContext call) throws Exception {
            return call.proceed();
        }
    }

    @RateLimit(2)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Composed {}

    @Composed
    @Stereotype
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Indirect {}

    @RateLimit(2)
    @InterceptorBinding
    @Retention(RetentionPolicy.RUNTIME)
    @interface Guarded {}

    @Guarded
    @InterceptorBinding
    @Retention(RetentionPolicy.RUNTIME)
    @interface TwiceGuarded {}

    @RateLimit(2)
    @Stereotype
    @Target({ElementType.TYPE, ElementType.METHOD})
    @Retention(RetentionPolicy.RUNTIME)
    @interface Costly {}

    @Dependent
    static class ComposedMethod {
        @Composed
        public void call() {}
    }

    @Composed
    @Dependent
    static class ComposedClass {
        public void call() {}
    }

    @Indirect
    @Dependent
    static class IndirectClass {
        public void call() {}
    }

    @Dependent
    static class GuardedMethod {
        @Guarded
        public void call() {}
    }

    @Dependent
    static class CostlyProducer {
        @Costly
        @Produces
        String text() {
            return "";
        }
    }

    @Cached
    @InterceptorBinding
    @Retention(RetentionPolicy.RUNTIME)
    @interface Kept {}

    @Kept
    @Dependent
    static class KeptClass {
        public String read(String id) {
            return id;
        }
    }

    @Dependent
    static class LimitedServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        @RateLimit(2)
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
    }

    @Dependent
    @RateLimit(2)
    static class LimitedFilter implements Filter {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) {}
    }

    static Stream<Arguments> misplaced() {
        return Stream.of(
                arguments(LimitedServlet.class, "@RateLimit on %s.doGet()" + SERVLET),
                arguments(LimitedFilter.class, "@RateLimit on %s" + SERVLET),
                arguments(
                        Starting.class,
                        "@CacheInvalidateAll on %s.start() is on a method with @PostConstruct" + CALLBACK),
                arguments(
                        Stopping.class,
                        "@RateLimit on " + Stops.class.getName() + ".stop(): %s.stop() is a method with @PreDestroy"
                                + CALLBACK),
                arguments(Initialized.class, "@RateLimit on %s.init() is on a method with @Inject" + CALLBACK),
                arguments(
                        SelfIntercepted.class,
                        "@RateLimit on %s.around() is on a method with @AroundInvoke" + CALLBACK),
                arguments(
                        LimitedDecorator.class,
                        "@RateLimit on %s.call() is on a class that is a CDI decorator" + CLASS),
                arguments(
                        LimitedInterceptor.class,
                        "@RateLimit on %s.around() is on a class that is a CDI interceptor" + CLASS),
                arguments(ComposedMethod.class, not(Composed.class, ".call()")),
                arguments(ComposedClass.class, not(Composed.class, "")),
                arguments(IndirectClass.class, not(Composed.class, "")),
                arguments(GuardedMethod.class, not(Guarded.class, ".call()")),
                arguments(CostlyProducer.class, not(Costly.class, ".text()")),
                arguments(
                        KeptClass.class,
                        "@Cached on " + Kept.class.getName()
                                + " is on an annotation of a class; accepted: on methods"));
    }

    private static String not(Class<?> annotation, String method) {
        return "@RateLimit on @" + annotation.getName() + " is not in force for %s" + method + META;
    }

    @ParameterizedTest
    @MethodSource("misplaced")
    void annotation_thatNobodyWouldObey_failsTheDeployment(Class<?> bean, String message) {
        assertThatThrownBy(() -> new Application(bean, PlainPriced.class).close())
                .isInstanceOf(DeploymentException.class)
                .hasMessage(message.replace("%s", bean.getName()));
    }

    /** What the decorator implements is limited on the bean behind it. */
    interface LimitedPriced {
        @RateLimit(2)
        void call();
    }

    @Dependent
    static class Behind implements LimitedPriced {
        @Override
        public void call() {}
    }

    @Decorator
    @Priority(1)
    static class InFront implements LimitedPriced {
        @Inject
        @Any
        @Delegate
        LimitedPriced delegate;

        @Override
        public void call() {
            delegate.call();
        }
    }

    @Guarded
    @Dependent
    static class GuardedClass implements Priced {
        @Override
        public void call() {}
    }

    @TwiceGuarded
    @Dependent
    static class TwiceGuardedClass implements Priced {
        @Override
        public void call() {}
    }

    static class GuardedHeir extends GuardedClass {}

    @Test
    void limitOfADecoratedBean_countsEachCallOnce() {
        try (Application application = new Application(Behind.class, InFront.class)) {
            assertAdmitsTwo(application.bean(Behind.class)::call);
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {GuardedClass.class, TwiceGuardedClass.class, GuardedHeir.class})
    void limitOfAClassesBinding_isInForce(Class<? extends Priced> type) {
        try (Application application = new Application(type)) {
            assertAdmitsTwo(application.bean(type)::call);
        }
    }

    private static void assertAdmitsTwo(Runnable call) {
        call.run();
        call.run();
        assertThatThrownBy(call::run).isInstanceOf(RateLimitExceededException.class);
    }
}
