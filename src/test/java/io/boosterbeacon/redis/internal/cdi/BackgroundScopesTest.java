package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.cache.binding.CacheBeans;
import io.boosterbeacon.redis.internal.cache.binding.CacheContents;
import io.boosterbeacon.redis.internal.cache.binding.CacheDeclarations;
import io.boosterbeacon.redis.internal.cache.binding.CacheDefinitions;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.codec.ValueJson;
import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.CacheNames;
import io.boosterbeacon.redis.internal.config.CacheValueSettings;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import io.boosterbeacon.redis.testing.Application;
import jakarta.ejb.Stateless;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.NormalScope;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Model;
import jakarta.enterprise.inject.Stereotype;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import jakarta.inject.Singleton;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;
import java.io.Serializable;
import java.lang.annotation.Annotation;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods run on other threads only in beans that live as long as the application, by the scope that CDI gives them. */
class BackgroundScopesTest {
    private static final Map<Class<?>, Class<? extends Annotation>> SCOPES = new ConcurrentHashMap<>();
    private static final Set<Class<? extends Annotation>> OF_THE_APPLICATION =
            Set.of(ApplicationScoped.class, Singleton.class);

    @NormalScope
    @Inherited
    @Retention(RetentionPolicy.RUNTIME)
    @interface OfATenant {}

    @Stereotype
    @ApplicationScoped
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface Service {}

    @Stereotype
    @Service
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface NestedService {}

    @Stereotype
    @Inherited
    @RequestScoped
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface OfARequest {}

    @Stereotype
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface Unscoped {}

    @InterceptorBinding
    @ApplicationScoped
    @Retention(RetentionPolicy.RUNTIME)
    @interface Traced {}

    static class Timed {
        @Cached(hardLoadTimeout = 50)
        public String read(String id) {
            return id;
        }
    }

    @ApplicationScoped
    static class Base extends Timed {}

    @Singleton
    static class SingleBase extends Timed {}

    @RequestScoped
    static class RequestBase extends Timed {}

    @ApplicationScoped
    interface Contract {}

    @OfARequest
    static class StereotypedBase extends Timed {}

    static class Heir extends Base {}

    @Singleton
    static class Single extends Timed {}

    @Service
    static class Stereotyped extends Timed {}

    @NestedService
    static class NestedStereotype extends Timed {}

    @Service
    @Unscoped
    static class TwoStereotypes extends Timed {}

    @ApplicationScoped
    @OfARequest
    static class ScopedAgain extends Timed {}

    @ApplicationScoped
    static class ScopedHeir extends RequestBase {}

    @RequestScoped
    static class RequestHeir extends Base {}

    @RequestScoped
    @Service
    static class RequestStereotyped extends Timed {}

    @Service
    static class HeirOfARequest extends RequestBase {}

    @SessionScoped
    static class Session extends Base implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    @Dependent
    static class DependentHeir extends Base {}

    @OfATenant
    static class Tenant extends Base {}

    static class HeirOfATenant extends Tenant {}

    @Dependent
    static class OfContract extends Timed implements Contract {}

    static class HeirOfAContract extends Timed implements Contract {}

    static class HeirOfASingleton extends SingleBase {}

    @Unscoped
    static class HeirOfASingletonOfABase extends HeirOfASingleton {}

    static class HeirOfAStereotype extends StereotypedBase {}

    @Model
    static class ModelOfBase extends Timed implements Contract {}

    @Traced
    static class Bound extends Timed {}

    @jakarta.ejb.Singleton
    @ApplicationScoped
    static class EnterpriseSingleton extends Timed {}

    @Stateless
    static class StatelessOfBase extends Base {}

    @Traced
    @Interceptor
    static class Tracing {
        @AroundInvoke
        Object around(InvocationContext call) throws Exception {
            return call.proceed();
        }
    }

    static Stream<Arguments> beans() {
        return Stream.of(
                Arguments.of(Heir.class, ApplicationScoped.class),
                Arguments.of(Single.class, Singleton.class),
                Arguments.of(Stereotyped.class, ApplicationScoped.class),
                Arguments.of(NestedStereotype.class, ApplicationScoped.class),
                Arguments.of(TwoStereotypes.class, ApplicationScoped.class),
                Arguments.of(ScopedAgain.class, ApplicationScoped.class),
                Arguments.of(ScopedHeir.class, ApplicationScoped.class),
                Arguments.of(RequestHeir.class, RequestScoped.class),
                Arguments.of(RequestStereotyped.class, RequestScoped.class),
                Arguments.of(HeirOfARequest.class, RequestScoped.class),
                Arguments.of(Session.class, SessionScoped.class),
                Arguments.of(DependentHeir.class, Dependent.class),
                Arguments.of(Tenant.class, OfATenant.class),
                Arguments.of(HeirOfATenant.class, OfATenant.class),
                Arguments.of(OfContract.class, Dependent.class),
                Arguments.of(HeirOfAContract.class, Dependent.class),
                Arguments.of(HeirOfASingleton.class, Dependent.class),
                Arguments.of(HeirOfASingletonOfABase.class, Dependent.class),
                Arguments.of(HeirOfAStereotype.class, RequestScoped.class),
                Arguments.of(ModelOfBase.class, RequestScoped.class),
                Arguments.of(Bound.class, Dependent.class));
    }

    /** Records the scopes of beans. */
    static class Recorder implements Extension {
        void record(@Observes ProcessManagedBean<?> event) {
            SCOPES.put(event.getBean().getBeanClass(), event.getBean().getScope());
        }
    }

    @BeforeAll
    static void deploy() {
        Stream<Class<?>> classes = Stream.concat(Stream.of(Tracing.class), beans().map(arguments ->
                (Class<?>) arguments.get()[0]));

        assertThat(catchThrowable(() -> Application.deployWith(new Recorder(), classes.toArray(Class<?>[]::new))))
                .hasMessageContaining("hardLoadTimeout is \"50\"");
    }

    private static boolean isRefused(Class<?> bean) throws NoSuchMethodException {
        CacheDefinitions definitions = new CacheDefinitions(
                name -> Optional.empty(),
                new CacheNames(new ApplicationSettings("app", Set.of(), false, Set.of())),
                ValueJson.of(new Json()),
                CacheValueSettings.DEFAULTS,
                CacheBeans.NONE);
        BeanMethod read = new BeanMethod(bean, bean.getMethod("read", String.class));
        return catchThrowable(() -> definitions.check(read, new CacheContents(new CacheDeclarations())))
                instanceof ConfigProblem;
    }

    @ParameterizedTest
    @MethodSource("beans")
    void method_mayRunOnAnotherThread_onlyInABeanOfTheApplication(Class<?> bean, Class<? extends Annotation> scope)
            throws Exception {
        assertThat(SCOPES).containsEntry(bean, scope);
        assertThat(isRefused(bean)).isEqualTo(!OF_THE_APPLICATION.contains(scope));
    }

    @ParameterizedTest
    @ValueSource(classes = {EnterpriseSingleton.class, StatelessOfBase.class})
    void method_ofAnEnterpriseBean_mayNotRunOnAnotherThread(Class<?> bean) throws Exception {
        assertThat(isRefused(bean)).isTrue();
    }
}
