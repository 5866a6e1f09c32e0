package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.LogLines;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Objects;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The log tells of annotated classes that CDI makes no bean of, and the deployment fails where that is certain to
 * matter.
 */
class UnmanagedClassesTest {
    @Dependent
    static class Innocent {
        public void call() {}
    }

    /** CDI has no way to make one. */
    static class WithoutConstructor {
        WithoutConstructor(String text) {
            Objects.requireNonNull(text);
        }

        @RateLimit(2)
        public void call() {}
    }

    interface Reads {
        @Cached
        String read(String id);
    }

    static class WithoutConstructorEither implements Reads {
        WithoutConstructorEither(String text) {
            Objects.requireNonNull(text);
        }

        @Override
        public String read(String id) {
            return id;
        }
    }

    @Dependent
    @Alternative
    static class NotSelected {
        @RateLimit(2)
        public void call() {}
    }

    /** Its heir is a bean. */
    static class Parent {
        Parent(String text) {
            Objects.requireNonNull(text);
        }

        @RateLimit(2)
        public void call() {}
    }

    @ApplicationScoped
    static class Heir extends Parent {
        Heir() {
            super("");
        }
    }

    /** JAX-RS makes it, and a filter limits it. */
    @Path("resource")
    static class Resource {
        Resource(String text) {
            Objects.requireNonNull(text);
        }

        @GET
        @RateLimit(2)
        public String get() {
            return "";
        }
    }

    private static List<String> told(Class<?>... classes) {
        try (LogLines log = new LogLines("io.boosterbeacon.redis");
                Application application = new Application(classes)) {
            application.bean(Innocent.class).call();
            return log.all().stream()
                    .filter(line -> line.contains("annotations"))
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {WithoutConstructor.class, WithoutConstructorEither.class, NotSelected.class})
    void annotatedClass_ofWhichNoBeanIsMade_isTold(Class<?> type) {
        assertThat(told(Innocent.class, type))
                .containsExactly(type.getName() + " has annotations of BoosterBeacon Redis, and no CDI bean is made of"
                        + " it: they are in force only for objects that producers return");
    }

    @Test
    void annotatedClass_withAnHeirOrAFilter_isNotTold() {
        assertThat(told(Innocent.class, Parent.class, Heir.class, Resource.class))
                .isEmpty();
    }

    static class Vetoing implements Extension {
        void veto(@Observes ProcessAnnotatedType<Limited> event) {
            event.veto();
        }
    }

    static class Limited {
        @RateLimit(2)
        public void call() {}
    }

    @Test
    void annotatedClass_vetoedByAnExtension_isTold() {
        try (LogLines log = new LogLines("io.boosterbeacon.redis")) {
            Application.deployWith(new Vetoing(), Innocent.class, Limited.class);
            assertThat(log.all()).anyMatch(line -> line.startsWith(Limited.class.getName() + " has annotations"));
        }
    }

    /** Makes the objects of its bean itself. */
    static class AddsObjects implements Extension {
        void add(@Observes AfterBeanDiscovery event) {
            event.<Limited>addBean().types(Limited.class, Object.class).createWith(context -> new Limited());
        }
    }

    @Test
    void limitOfABean_whoseObjectsAnExtensionMakes_failsTheDeployment() {
        assertThatThrownBy(() -> Application.deployWith(new AddsObjects(), Innocent.class))
                .isInstanceOf(DeploymentException.class)
                .hasMessage(
                        Limited.class.getName() + " has annotations of BoosterBeacon Redis, and its objects are made"
                                + " by an extension, which CDI does not intercept; accepted: a bean that CDI makes, or a producer");
    }

    /** An extension that implements an interface may intercept what it makes: it has the last word. */
    static class AddsReads implements Extension {
        void add(@Observes AfterBeanDiscovery event) {
            event.<Reads>addBean().types(Reads.class, Object.class).createWith(context -> id -> id);
        }
    }

    @Test
    void cacheOfAnInterface_thatAnExtensionImplements_isTold() {
        try (LogLines log = new LogLines("io.boosterbeacon.redis")) {
            Application.deployWith(new AddsReads(), Innocent.class);
            assertThat(log.all())
                    .contains(
                            Reads.class.getName() + " has annotations of BoosterBeacon Redis, and its objects are made"
                                    + " by an extension, which CDI does not intercept: they are in force only if the extension"
                                    + " intercepts them");
        }
    }

    static class AddsAType implements Extension {
        void add(@Observes BeforeBeanDiscovery event) {
            event.addAnnotatedType(Limited.class, "added");
        }
    }

    static class AddsAClass implements Extension {
        void add(@Observes AfterBeanDiscovery event, BeanManager beans) {
            var type = beans.createAnnotatedType(Limited.class);
            event.addBean(beans.createBean(
                    beans.createBeanAttributes(type), Limited.class, beans.getInjectionTargetFactory(type)));
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {AddsAType.class, AddsAClass.class})
    void limitOfABean_thatCdiMakesForAnExtension_isInForce(Class<? extends Extension> extension) throws Exception {
        try (WeldContainer container = new Weld()
                .addExtension(extension.getDeclaredConstructor().newInstance())
                .addBeanClasses(Innocent.class)
                .initialize()) {
            Limited bean = container.select(Limited.class).get();
            bean.call();
            bean.call();
            assertThatThrownBy(bean::call).isInstanceOf(RateLimitExceededException.class);
        }
    }

    @Dependent
    static class ListFactory {
        @Produces
        List<Limited> limited() {
            return List.of(new Limited());
        }
    }

    @Test
    void producer_ofAListOfAnnotatedObjects_isTold() {
        assertThat(told(Innocent.class, ListFactory.class))
                .containsExactly("what " + ListFactory.class.getName() + ".limited produces holds objects of "
                        + Limited.class.getName() + ": their annotations are in force only if they are beans");
    }
}
