package io.boosterbeacon.redis.internal.ratelimit.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.config.AddressSettings;
import io.boosterbeacon.redis.internal.net.IpNetworks;
import io.boosterbeacon.redis.internal.ratelimit.address.ClientAddresses;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServletAddressTest {
    private final AtomicInteger ignored = new AtomicInteger();
    private final Map<String, Object> attributes = new HashMap<>();
    private @Nullable String peer = "10.0.0.1";
    private @Nullable List<String> forwardedFor = List.of("203.0.113.9", "10.0.0.2");

    private final ServletCaller caller = new ServletCaller(
            (HttpServletRequest) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {HttpServletRequest.class},
                    (proxy, method, arguments) -> answer(method.getName(), arguments)),
            new ClientAddresses(new AddressSettings(IpNetworks.parse(List.of("10.0.0.0/8")), 64), new Telemetry() {
                @Override
                public void forwardingIgnored(String header) {
                    ignored.incrementAndGet();
                }
            }));

    private @Nullable Object answer(String method, Object[] arguments) {
        return switch (method) {
            case "getRemoteAddr" -> peer;
            case "getHeaders" ->
                forwardedFor == null
                        ? null
                        : Collections.enumeration(arguments[0].equals("X-Forwarded-For") ? forwardedFor : List.of());
            case "getAttribute" -> attributes.get(arguments[0]);
            case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
            default -> throw new IllegalStateException(method + " outside a request");
        };
    }

    @Test
    void address_behindTrustedProxies_isTheClients() {
        assertThat(caller.address()).contains("203.0.113.9");
    }

    @Test
    void address_whereHeadersCannotBeRead_isThePeers() {
        forwardedFor = null;

        assertThat(caller.address()).contains("10.0.0.1");
    }

    @Test
    void address_askedTwice_isFoundOnce() {
        peer = "192.0.2.1";

        assertThat(caller.address()).contains("192.0.2.1");
        assertThat(caller.address()).contains("192.0.2.1");
        assertThat(ignored).hasValue(1);
    }

    @Test
    void address_ofAnAttributeThatAConnectorHasSet_isNotBelieved() {
        assertThat(caller.address()).contains("203.0.113.9");
        attributes.replaceAll((name, value) -> "8.8.8.8");

        assertThat(caller.address()).contains("203.0.113.9");
    }

    @Test
    void address_withoutAPeer_isEmpty() {
        for (String nobody : new String[] {null, ""}) {
            peer = nobody;
            assertThat(caller.address()).isEqualTo(Optional.empty());
        }
    }

    @Test
    void properties_outsideARequest_areEmpty() {
        assertThat(caller.user()).isEmpty();
        assertThat(caller.claim("sub")).isEmpty();
        assertThat(caller.header("X-Tenant")).isEmpty();
    }
}
