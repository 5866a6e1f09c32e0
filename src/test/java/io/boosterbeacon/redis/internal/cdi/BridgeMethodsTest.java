package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import io.boosterbeacon.redis.testing.Application;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.reflect.Proxy;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Annotations are in force, and once, whichever of the compiler's bridges a caller goes over. */
class BridgeMethodsTest {
    interface Creates<T> {
        @RateLimit(2)
        Object create(T argument);
    }

    /** Has a narrower return type than its interface, and its heirs a narrower one still. */
    abstract static class Narrower<T> implements Creates<T> {
        @Override
        public abstract CharSequence create(T argument);
    }

    @ApplicationScoped
    static class Covariant extends Narrower<String> {
        @Override
        public String create(String argument) {
            return argument;
        }
    }

    @Dependent
    static class CovariantOfDependent extends Narrower<String> {
        @Override
        public String create(String argument) {
            return argument;
        }
    }

    /** Knows nothing of the interface that it implements for its heir. */
    static class Implementation {
        public String create(String argument) {
            return argument;
        }
    }

    @ApplicationScoped
    static class Late extends Implementation implements Creates<String> {}

    @Dependent
    static class LateOfDependent extends Implementation implements Creates<String> {}

    static class Hidden {
        @RateLimit(2)
        public String create(String argument) {
            return argument;
        }
    }

    /** The compiler gives it a bridge to the method of the class that is not visible. */
    @Dependent
    public static class PublicHeir extends Hidden {}

    static class Top<T> {
        @RateLimit(2)
        public Object create(T argument) {
            return argument;
        }
    }

    static class Middle extends Top<String> {
        @Override
        public CharSequence create(String argument) {
            return argument;
        }
    }

    @ApplicationScoped
    static class Narrowing extends Middle {
        @Override
        public String create(String argument) {
            return argument;
        }
    }

    interface Call<B> {
        Object on(B bean, String argument);
    }

    private static <B, P extends B> Arguments through(Class<P> bean, Class<B> type, Call<B> call) {
        return arguments(bean, type, call);
    }

    @SuppressWarnings("unchecked")
    static Stream<Arguments> ways() {
        return Stream.of(
                through(Covariant.class, Covariant.class, Covariant::create),
                through(Covariant.class, Narrower.class, (bean, text) -> bean.create(text)),
                through(Covariant.class, Creates.class, (bean, text) -> bean.create(text)),
                through(CovariantOfDependent.class, Narrower.class, (bean, text) -> bean.create(text)),
                through(CovariantOfDependent.class, Creates.class, (bean, text) -> bean.create(text)),
                through(Late.class, Late.class, Late::create),
                through(Late.class, Creates.class, (bean, text) -> bean.create(text)),
                through(LateOfDependent.class, Creates.class, (bean, text) -> bean.create(text)),
                through(PublicHeir.class, PublicHeir.class, PublicHeir::create),
                through(PublicHeir.class, Hidden.class, Hidden::create),
                through(Narrowing.class, Narrowing.class, Narrowing::create),
                through(Narrowing.class, Middle.class, Middle::create),
                through(Narrowing.class, Top.class, (bean, text) -> bean.create(text)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    <P extends B, B> void limit_calledOverABridge_countsEachCallOnce(Class<P> type, Class<B> seenAs, Call<B> call) {
        try (Application application = new Application(type)) {
            B bean = seenAs.cast(application.bean(type));

            assertThat(call.on(bean, "first")).isEqualTo("first");
            assertThat(call.on(bean, "second")).isEqualTo("second");
            assertThatThrownBy(() -> call.on(bean, "third")).isInstanceOf(RateLimitExceededException.class);
        }
    }

    interface Reads<T> {
        @Cached
        T read(@CacheKey String id, T note);
    }

    static class PlainReads {
        public String read(String id, String note) {
            return note;
        }
    }

    @ApplicationScoped
    static class LateReads extends PlainReads implements Reads<String> {}

    @Test
    void cached_calledOverABridge_hasTheSameEntries() {
        try (Application application = new Application(LateReads.class)) {
            LateReads bean = application.bean(LateReads.class);
            Reads<String> seenAsInterface = bean;

            assertThat(seenAsInterface.read("1", "first")).isEqualTo("first");
            assertThat(bean.read("1", "second")).isEqualTo("first");
            assertThat(seenAsInterface.read("1", "third")).isEqualTo("first");
        }
    }

    /** As OpenWebBeans shows it. */
    private static AnnotatedType<?> withoutBridges(AnnotatedType<?> type) {
        return (AnnotatedType<?>) Proxy.newProxyInstance(
                AnnotatedType.class.getClassLoader(),
                new Class<?>[] {AnnotatedType.class},
                (proxy, method, arguments) -> method.getName().equals("getMethods")
                        ? type.getMethods().stream()
                                .filter(each -> !each.getJavaMember().isBridge())
                                .collect(Collectors.toSet())
                        : method.invoke(type, arguments));
    }

    @ParameterizedTest
    @CsvSource({
        "Late, true",
        "LateReads, true",
        "Covariant, false",
        "PublicHeir, false",
        "Narrowing, false",
    })
    void bridge_thatAServerDoesNotIntercept_isAProblemIfItLeadsToAnInheritedMethod(String bean, boolean problem)
            throws ClassNotFoundException {
        Class<?> type = Class.forName(BridgeMethodsTest.class.getName() + "$" + bean);
        try (Application application = new Application(type)) {
            AnnotatedType<?> shown = application.bean(BeanManager.class).createAnnotatedType(type);
            assertThat(InheritedBindings.notIntercepted(shown)).isEmpty();
            assertThat(InheritedBindings.notIntercepted(withoutBridges(shown)))
                    .hasSize(problem ? 1 : 0)
                    .allSatisfy(each -> assertThat(each)
                            .hasMessageContaining("is reached over a bridge of the compiler, which this server does not"
                                    + " intercept in " + type.getName()));
        }
    }
}
