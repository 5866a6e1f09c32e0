package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import io.boosterbeacon.redis.internal.server.RestRegistration;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import io.boosterbeacon.redis.ratelimit.RateLimitKeyResolver;
import io.boosterbeacon.redis.testing.LogLines;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Vetoed;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Application;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the servlet container finds, and CDI does not, is told. */
class AnnotatedClassScanTest {
    private static final String UNKNOWN = " has annotations of BoosterBeacon Redis, and CDI does not know it (no scope,"
            + " no bean archive, or vetoed): they are in force only for objects that producers return";

    @ApplicationScoped
    static class Known {
        @RateLimit(2)
        public void call() {}
    }

    @Vetoed
    @ApplicationScoped
    static class Off {
        @RateLimit(2)
        public void call() {}
    }

    @RateLimit(2)
    static class Unscoped {}

    interface Reads {
        @Cached
        String read(String id);
    }

    abstract static class NotWhole implements Reads {}

    @Path("resource")
    static class Resource {
        @GET
        @RateLimit(2)
        public String get() {
            return "";
        }
    }

    @Path("locator")
    static class Locator {
        @Path("part")
        @RateLimit(2)
        public Resource part() {
            return new Resource();
        }
    }

    @RateLimit(2)
    static class LimitedApplication extends Application {}

    @RateLimit(0)
    static class WronglyLimitedApplication extends Application {}

    @RateLimit(value = 2, keyResolver = NoBean.class)
    static class ApplicationWithoutBean extends Application {}

    static class NoBean implements RateLimitKeyResolver {
        @Override
        public String resolve(Method method) {
            return "";
        }
    }

    @Path("wrong")
    static class WrongResource {
        @GET
        @RateLimit(value = 2, key = RateLimitKey.PATH_PARAM, keyArgument = "id")
        public String get() {
            return "";
        }
    }

    @Path("without-bean")
    static class ResourceWithoutBean {
        @GET
        @RateLimit(value = 2, keyResolver = NoBean.class)
        public String get() {
            return "";
        }
    }

    @Path("groups")
    static class DisagreeingResource {
        @GET
        @RateLimit(value = 2, group = "orders")
        public String get() {
            return "";
        }

        @POST
        @RateLimit(value = 3, group = "orders")
        public String post() {
            return "";
        }
    }

    /** What the log says, and why the application is not ready. */
    private record Told(List<String> lines, String problem) {}

    private static Told told(@Nullable Set<Class<?>> found) {
        List<ServletContextListener> listeners = new ArrayList<>();
        ServletContext context = (ServletContext) Proxy.newProxyInstance(
                ServletContext.class.getClassLoader(),
                new Class<?>[] {ServletContext.class},
                (proxy, method, arguments) -> {
                    listeners.add((ServletContextListener) arguments[0]);
                    return null;
                });
        new AnnotatedClassScan().onStartup(found, context);
        try (io.boosterbeacon.redis.testing.Application application =
                        new io.boosterbeacon.redis.testing.Application(Known.class, Off.class);
                LogLines log = new LogLines("io.boosterbeacon.redis")) {
            listeners.forEach(each -> each.contextInitialized(new ServletContextEvent(context)));
            return new Told(
                    log.all().stream()
                            .filter(line -> line.contains("annotations") || line.contains("@RateLimit"))
                            .toList(),
                    application.bean(RestRegistration.class).problem().orElse(""));
        }
    }

    @Test
    void annotatedClasses_thatCdiDoesNotKnow_areTold() {
        assertThat(told(Set.of(Known.class, Off.class, Unscoped.class)).lines())
                .containsExactly(Off.class.getName() + UNKNOWN, Unscoped.class.getName() + UNKNOWN);
    }

    @Test
    void annotatedTypes_thatHaveNoObjectsOrAFilter_areNotTold() {
        assertThat(told(Set.of(Reads.class, NotWhole.class, Resource.class)).lines())
                .isEmpty();
        assertThat(told(null).lines()).isEmpty();
    }

    /** The servlet container also finds classes of ours that have the annotations. */
    @Test
    void annotatedClasses_ofTheLibrary_areNotTold() {
        Set<String> handled = Stream.of(AnnotatedClassScan.class
                        .getAnnotation(jakarta.servlet.annotation.HandlesTypes.class)
                        .value())
                .map(Class::getName)
                .collect(Collectors.toSet());
        Set<Class<?>> found = new ClassFileImporter()
                .importPath(java.nio.file.Path.of("target", "classes")).stream()
                        .filter(type -> type.getAnnotations().stream()
                                .anyMatch(each ->
                                        handled.contains(each.getRawType().getName())))
                        .map(JavaClass::reflect)
                        .collect(Collectors.toSet());

        assertThat(found).isNotEmpty();
        assertThat(told(found).lines()).isEmpty();
    }

    @Test
    void limits_thatNoFilterCountsEither_takeReadinessDown() {
        Told told = told(Set.of(Locator.class));

        assertThat(told.problem()).contains("@RateLimit on " + Locator.class.getName() + ".part() is NOT in force: ");
        assertThat(told.lines()).hasSize(1);
    }

    @Test
    void limitedApplication_thatCdiDoesNotKnow_isNotTold() {
        Told told = told(Set.of(LimitedApplication.class));

        assertThat(told.lines()).isEmpty();
        assertThat(told.problem()).isEmpty();
    }

    @Test
    void limitedApplication_withAMistake_failsTheDeployment() {
        assertThatThrownBy(() -> told(Set.of(WronglyLimitedApplication.class)))
                .hasMessage("@RateLimit on " + WronglyLimitedApplication.class.getName()
                        + ": value is \"0\"; accepted: a whole number from 1 to 9007199254740991");
    }

    /** CDI reports no class without a scope if it discovers annotated beans only. */
    @ParameterizedTest
    @MethodSource("mistakes")
    void mistakes_ofClassesThatCdiDoesNotKnow_failTheDeployment(Class<?> type, String message) {
        assertThatThrownBy(() -> told(Set.of(type)))
                .isInstanceOf(ConfigProblem.class)
                .hasMessageContainingAll("@RateLimit on " + type.getName(), message);
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of(ApplicationWithoutBean.class, "accepted: a CDI bean"),
                Arguments.of(ResourceWithoutBean.class, "accepted: a CDI bean"),
                Arguments.of(WrongResource.class, "keyArgument is \"id\""),
                Arguments.of(DisagreeingResource.class, "orders"));
    }

    @Test
    void servletContainer_findsTheScan() {
        assertThat(ServiceLoader.load(ServletContainerInitializer.class).stream()
                        .map(ServiceLoader.Provider::type))
                .contains(AnnotatedClassScan.class);
        assertThat(Stream.of(AnnotatedClassScan.class
                        .getAnnotation(jakarta.servlet.annotation.HandlesTypes.class)
                        .value()))
                .contains(RateLimit.class, Cached.class);
    }
}
