package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.boosterbeacon.redis.internal.endpoint.EndpointDispatch;
import io.boosterbeacon.redis.testing.Application;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
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

    @Test
    void application_withAnEndpoint_hasWhatAnswers() {
        try (Application application = new Application(PROPERTIES)) {
            assertThat(application.bean(EndpointDispatch.class)).isNotNull();
        }
    }
}
