package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import io.boosterbeacon.redis.testing.Application;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.CreationException;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.enterprise.inject.spi.InterceptionFactory;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is annotated is in force also on objects that the application makes in producers. */
class ProducersTest {
    private static final Application APPLICATION =
            new Application(Factory.class, BeanReads.class, Client.class, Refusing.class);

    interface Reads<T> {
        @Cached(cacheName = "produced")
        T find(@CacheKey String id, String note);

        @RateLimit(2)
        void call();
    }

    static class PlainReads implements Reads<String> {
        @Override
        public String find(String id, String note) {
            return note;
        }

        @Override
        public void call() {}
    }

    @ApplicationScoped
    static class BeanReads extends PlainReads {}

    @Inherited
    @InterceptorBinding
    @Retention(RetentionPolicy.RUNTIME)
    @interface Refused {}

    @Refused
    @Interceptor
    @Priority(1)
    static class Refusing {
        @AroundInvoke
        Object refuse(InvocationContext call) {
            throw new IllegalStateException("another's interceptor");
        }
    }

    /** Has a binding of somebody else, which has no effect on what a producer returns. */
    @Refused
    static class DependentReads extends PlainReads {}

    static class ScopedReads extends PlainReads {}

    static class FactoryReads extends PlainReads {}

    interface Unannotated {
        void call();
    }

    static class AnnotatedImplementation implements Unannotated {
        @Override
        @RateLimit(2)
        public void call() {}
    }

    static class LimitedRunnable implements Runnable {
        @Override
        @RateLimit(2)
        public void run() {}
    }

    static class LimitedObject extends LimitedRunnable {}

    interface Limited {
        @RateLimit(2)
        void call();
    }

    static final class Final implements Reads<String> {
        @Override
        public String find(String id, String note) {
            return note;
        }

        @Override
        public void call() {}
    }

    @ApplicationScoped
    static class Factory {
        @Produces
        @Named("field")
        PlainReads field = new PlainReads();

        @Produces
        @Named("dependent")
        PlainReads dependent() {
            return new DependentReads();
        }

        @Produces
        @ApplicationScoped
        @Named("scoped")
        Reads<String> scoped() {
            return new ScopedReads();
        }

        @Produces
        @Named("bean")
        Reads<String> bean(BeanReads bean) {
            return bean;
        }

        @Produces
        @Named("factory")
        PlainReads byFactory(InterceptionFactory<FactoryReads> factory) {
            factory.configure()
                    .filterMethods(method -> method.getJavaMember().getName().equals("call"))
                    .forEach(method -> method.add(limit()));
            return factory.createInterceptedInstance(new FactoryReads());
        }

        private static RateLimit limit() {
            try {
                return Reads.class.getDeclaredMethod("call").getAnnotation(RateLimit.class);
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException(e);
            }
        }

        @Produces
        @Named("implementation")
        Unannotated implementation() {
            return new AnnotatedImplementation();
        }

        @Produces
        @Named("runnable")
        Runnable runnable() {
            return new LimitedRunnable();
        }

        @Produces
        @Named("object")
        Object object() {
            return new LimitedObject();
        }

        @Produces
        @Named("final")
        Reads<String> unproxyable() {
            return new Final();
        }

        @Produces
        @Named("lambda")
        Limited lambda() {
            return () -> {};
        }

        @Produces
        @Named("text")
        String text() {
            return "text";
        }
    }

    @Dependent
    static class Client {
        @Inject
        @Named("field")
        PlainReads field;

        @Inject
        @Named("dependent")
        PlainReads dependent;

        @Inject
        @Named("scoped")
        Reads<String> scoped;

        @Inject
        @Named("bean")
        Reads<String> bean;

        @Inject
        @Named("factory")
        PlainReads factory;

        @Inject
        @Named("implementation")
        Unannotated implementation;

        @Inject
        @Named("runnable")
        Runnable runnable;

        @Inject
        @Named("object")
        Object object;

        @Inject
        @Named("text")
        String text;
    }

    enum Product {
        FIELD,
        DEPENDENT,
        SCOPED,
        BEAN,
        FACTORY,
        IMPLEMENTATION,
        RUNNABLE,
        OBJECT;

        Runnable call(Client client) {
            return switch (this) {
                case FIELD -> client.field::call;
                case DEPENDENT -> client.dependent::call;
                case SCOPED -> client.scoped::call;
                case BEAN -> client.bean::call;
                case FACTORY -> client.factory::call;
                case IMPLEMENTATION -> client.implementation::call;
                case RUNNABLE -> client.runnable;
                case OBJECT -> (Runnable) client.object;
            };
        }
    }

    private final Client client = APPLICATION.bean(Client.class);

    @AfterAll
    static void undeploy() {
        APPLICATION.close();
    }

    @ParameterizedTest
    @EnumSource
    void limit_ofWhatIsProduced_countsEachCallOnce(Product product) {
        Runnable call = product.call(client);

        call.run();
        call.run();
        assertThatThrownBy(call::run).isInstanceOf(RateLimitExceededException.class);
    }

    @Test
    void cached_onWhatIsProduced_isInForce() {
        assertThat(client.dependent.find("1", "first")).isEqualTo("first");
        assertThat(client.dependent.find("1", "second")).isEqualTo("first");
        assertThat(client.scoped.find("1", "third")).isEqualTo("first");
        assertThat(client.text).isEqualTo("text");
    }

    @Dependent
    static class FinalClient {
        @Inject
        @Named("final")
        Reads<String> product;
    }

    @Test
    void product_thatCannotBeIntercepted_isNotMade() {
        try (Application application = new Application(Factory.class, BeanReads.class, FinalClient.class)) {
            assertThatThrownBy(() -> application.bean(FinalClient.class))
                    .isInstanceOf(CreationException.class)
                    .hasMessage("what " + Factory.class.getName()
                            + ".unproxyable produces has annotations that are not in force, because CDI cannot intercept "
                            + Final.class.getName()
                            + "; accepted: a class that is not final, with a constructor without parameters that is not"
                            + " private");
        }
    }

    @Dependent
    static class LambdaClient {
        @Inject
        @Named("lambda")
        Limited product;
    }

    @Test
    void product_thatIsALambda_isNotMade() {
        try (Application application = new Application(Factory.class, BeanReads.class, LambdaClient.class)) {
            assertThatThrownBy(() -> application.bean(LambdaClient.class))
                    .isInstanceOf(CreationException.class)
                    .hasMessageContaining(".lambda produces has annotations that are not in force");
        }
    }

    @ApplicationScoped
    static class FinalFactory {
        @Produces
        Final product() {
            return new Final();
        }
    }

    @Test
    void producer_ofAFinalClass_failsTheDeployment() {
        assertThatThrownBy(() -> new Application(FinalFactory.class).close())
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining(FinalFactory.class.getName() + ".product produces");
    }
}
