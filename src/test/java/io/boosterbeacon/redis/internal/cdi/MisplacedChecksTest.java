package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.internal.config.ConfigProblem;
import io.boosterbeacon.redis.internal.server.RestRegistration;
import io.boosterbeacon.redis.revocation.RevocationCheck;
import io.boosterbeacon.redis.revocation.RevocationMode;
import io.boosterbeacon.redis.revocation.TokenRevocationChecker;
import io.boosterbeacon.redis.testing.Application;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code @RevocationCheck} where no filter would obey it fails the deployment. */
class MisplacedChecksTest {
    private static final String NOT_IN_FORCE =
            ": it answers no requests of JAX-RS there; accepted: on a resource method,"
                    + " on the class of a resource, on a JAX-RS application";

    @Dependent
    static class Bean {
        @RevocationCheck(mode = RevocationMode.STRICT)
        public void call() {}
    }

    @Dependent
    @RevocationCheck
    static class BeanClass {
        public void call() {}
    }

    interface Declares {
        @RevocationCheck
        void call();
    }

    @Dependent
    static class Implementing implements Declares {
        @Override
        public void call() {}
    }

    @Path("hidden")
    @ApplicationScoped
    static class Hidden {
        @GET
        public String get() {
            return secret();
        }

        @RevocationCheck
        private String secret() {
            return "";
        }
    }

    @Path("locators")
    @ApplicationScoped
    static class Locator {
        @GET
        public String get() {
            return "";
        }

        @Path("part")
        @RevocationCheck
        public Part part() {
            return new Part();
        }
    }

    @Path("only-locators")
    @ApplicationScoped
    @RevocationCheck
    static class OnlyLocators {
        @Path("part")
        public Part part() {
            return new Part();
        }
    }

    /** A sub-resource. */
    static class Part {
        @GET
        public String get() {
            return "";
        }
    }

    @Path("replica")
    @ApplicationScoped
    static class OnReplica {
        @GET
        @RevocationCheck(mode = RevocationMode.REPLICA)
        public String get() {
            return "";
        }
    }

    @Dependent
    @RevocationCheck
    static class Page extends HttpServlet {
        private static final long serialVersionUID = 1L;
    }

    @RevocationCheck
    @Retention(RetentionPolicy.RUNTIME)
    @interface Meta {}

    @Path("meta")
    @ApplicationScoped
    static class WithMeta {
        @GET
        @Meta
        public String get() {
            return "";
        }
    }

    private static void assertRefused(Class<?> type, String message) {
        assertThatThrownBy(() -> new Application(type).close())
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {Bean.class, Implementing.class, Hidden.class, Locator.class, BeanClass.class, OnlyLocators.class
            })
    void check_ofWhatAnswersNoRequests_failsTheDeployment(Class<?> type) {
        assertRefused(type, " is not in force for " + type.getName() + NOT_IN_FORCE);
    }

    @Test
    void check_byAReplicaThatTheNodeDoesNotKeep_failsTheDeployment() {
        assertRefused(
                OnReplica.class,
                "@RevocationCheck on " + OnReplica.class.getName()
                        + ".get(): mode is \"REPLICA\"; accepted: CONFIGURED, OFF, STRICT");
    }

    @Test
    void check_ofAServlet_failsTheDeployment() {
        assertRefused(Page.class, "@RevocationCheck on " + Page.class.getName() + " is on what the servlet container");
    }

    @Test
    void check_onAnAnnotationOfAMethod_failsTheDeployment() {
        assertRefused(WithMeta.class, "@RevocationCheck on @" + Meta.class.getName() + " is not in force");
    }

    interface Shared {
        @GET
        @RevocationCheck(mode = RevocationMode.STRICT)
        String get();
    }

    @Path("final")
    @ApplicationScoped
    static class Accepted implements Shared {
        @Override
        public final String get() {
            return "";
        }
    }

    /** No interceptor is needed: the filter enforces it. The application needs the filters, and readiness would say so. */
    @Test
    void check_ofAFinalResourceMethod_isAccepted() {
        try (Application application = new Application(Accepted.class)) {
            assertThat(application.bean(BeaconExtension.class).needsFilters()).isTrue();
            assertThat(application.bean(RestRegistration.class)).isNotNull();
        }
    }

    @RevocationCheck(mode = RevocationMode.STRICT)
    static class Endpoint {}

    abstract static class Base {
        @RevocationCheck
        abstract void call();
    }

    /** Such as the endpoint of a WebSocket: CDI does not report it, and the servlet container does. */
    @Test
    void check_onAClassThatIsNoBean_failsTheDeployment() {
        try (Application application = new Application()) {
            assertThat(application
                            .bean(BeaconExtension.class)
                            .mistakes(Set.of(Endpoint.class, Base.class, Accepted.class)))
                    .extracting(ConfigProblem::getMessage)
                    .containsExactly("@RevocationCheck on " + Endpoint.class.getName() + " is not in force for "
                            + Endpoint.class.getName() + NOT_IN_FORCE);
        }
    }

    @Dependent
    static class Checking {
        @Inject
        TokenRevocationChecker checker;
    }

    /** A resource server that revokes nothing itself, and only checks. */
    @Test
    void checker_thatIsInjected_needsTheFilters() {
        try (Application application = new Application()) {
            assertThat(application.bean(BeaconExtension.class).needsFilters()).isFalse();
        }
        try (Application application = new Application(Checking.class)) {
            assertThat(application.bean(BeaconExtension.class).needsFilters()).isTrue();
        }
    }
}
