package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.testing.Application;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.ws.rs.GET;
import java.lang.reflect.Proxy;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The annotations of MicroProfile REST clients are checked; where they are not in force everywhere, the deployment
 * fails.
 */
class RestClientsTest {
    @RegisterRestClient
    interface Good {
        @GET
        @RateLimit(2)
        String get();
    }

    @RegisterRestClient
    interface Mistaken {
        @GET
        @Cached(key = "{nope}")
        String get(String id);
    }

    interface Parent {
        @GET
        @RateLimit(2)
        String get();
    }

    @RegisterRestClient
    interface Heir extends Parent {}

    @RateLimit(2)
    @RegisterRestClient
    interface OfType {
        @GET
        String get();
    }

    @Dependent
    static class Innocent {}

    /** Adds a bean of a client, as an implementation does. */
    record Client(Class<?> type) implements Extension {
        void add(@Observes AfterBeanDiscovery event) {
            event.addBean()
                    .types(type, Object.class)
                    .createWith(context -> Proxy.newProxyInstance(
                            type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> null));
        }
    }

    private static void deploy(Class<?> client) {
        Application.deployWith(new Client(client), Innocent.class);
    }

    @Test
    void annotations_ofTheMethodsThatAClientDeclares_areAccepted() {
        assertThatCode(() -> deploy(Good.class)).doesNotThrowAnyException();
    }

    @Test
    void mistake_onAClient_failsTheDeployment() {
        assertThatThrownBy(() -> deploy(Mistaken.class))
                .isInstanceOf(DeploymentException.class)
                .hasMessageStartingWith(
                        "@Cached on " + Mistaken.class.getName() + ".get(): key is \"{nope}\"; accepted: ");
    }

    @ParameterizedTest
    @CsvSource({"Heir, Parent.get()", "OfType, OfType"})
    void annotations_thatNotAllServersIntercept_failTheDeployment(String client, String place) throws Exception {
        String prefix = RestClientsTest.class.getName() + "$";
        assertThatThrownBy(() -> deploy(Class.forName(prefix + client)))
                .isInstanceOf(DeploymentException.class)
                .hasMessage(
                        "@RateLimit on " + prefix + place + " is not in force for the REST client " + prefix + client
                                + " on every server; accepted: on methods that the client's interface itself declares");
    }
}
