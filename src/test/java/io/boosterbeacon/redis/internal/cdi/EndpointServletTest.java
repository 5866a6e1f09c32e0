package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.internal.endpoint.EndpointDispatch;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.LogLines;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The servlet is there if the configuration has an endpoint, and at its paths alone. */
class EndpointServletTest {
    private static final Map<String, String> PROPERTIES = Map.of(
            "beacon.revocation.endpoints.revoke.path", "/oauth/revoke",
            "beacon.revocation.endpoints.revoke.roles", "admin");

    private final List<Object> registered = new ArrayList<>();
    private Set<String> taken = Set.of();

    private ServletContext context() {
        ServletRegistration.Dynamic registration = (ServletRegistration.Dynamic) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ServletRegistration.Dynamic.class},
                (proxy, method, arguments) -> {
                    registered.addAll(List.of((String[]) arguments[0]));
                    return taken;
                });
        return (ServletContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ServletContext.class}, (proxy, method, arguments) -> {
                    registered.add(arguments[1].getClass());
                    return registration;
                });
    }

    @Test
    void servlet_withoutEndpoints_isNotRegistered() {
        EndpointServlet.register(context(), List.of());

        assertThat(registered).isEmpty();
    }

    @Test
    void servlet_withEndpoints_isMappedToTheirPaths() {
        EndpointServlet.register(context(), List.of("/logout", "/oauth/revoke"));

        assertThat(registered).containsExactly(EndpointServlet.class, "/logout", "/oauth/revoke");
    }

    @Test
    void path_ofAServletOfTheApplication_failsTheDeployment() {
        taken = Set.of("/logout");

        assertThatIllegalStateException()
                .isThrownBy(() -> EndpointServlet.register(context(), List.of("/logout", "/oauth/revoke")))
                .withMessageContaining("the paths /logout, which are those of other servlets");
    }

    /** With all other mistakes, and not when the features start. */
    @Test
    void publicKey_thatCannotBeRead_failsTheValidation() {
        Map<String, String> properties = new HashMap<>(PROPERTIES);
        properties.put("beacon.revocation.issuers", "main");
        properties.put("beacon.revocation.issuer.\"main\".issuer", "https://issuer.test");
        properties.put("beacon.revocation.issuer.\"main\".public-key", "no key");

        assertThatThrownBy(() -> new Application(properties))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("beacon.revocation.issuer.\"main\".public-key cannot be read; accepted: ");
    }

    @Test
    void secret_thatIsShort_isWarnedOf() {
        Map<String, String> properties = new HashMap<>(PROPERTIES);
        properties.put("beacon.revocation.endpoints.revoke.clients", "demo");
        properties.put("beacon.revocation.client.\"demo\".secret", "demo-secret");

        try (LogLines lines = new LogLines("io.boosterbeacon.redis");
                Application application = new Application(properties)) {
            assertThat(application.bean(EndpointDispatch.class)).isNotNull();
            assertThat(lines.all())
                    .anyMatch(line ->
                            line.contains("beacon.revocation.client.\"demo\".secret has fewer than 32 characters"))
                    .noneMatch(line -> line.contains("demo-secret"));
        }
    }

    @Test
    void application_withAnEndpoint_hasWhatAnswers() {
        try (Application application = new Application(PROPERTIES)) {
            assertThat(application.bean(EndpointDispatch.class)).isNotNull();
        }
    }
}
