package io.boosterbeacon.redis.internal.ratelimit.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.config.AddressSettings;
import io.boosterbeacon.redis.internal.net.IpNetworks;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.address.ClientAddresses;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What limited beans know of the request that calls them. */
class ServletCallerTest {
    private static final ClientAddresses ADDRESSES =
            new ClientAddresses(new AddressSettings(IpNetworks.NONE, 64), Telemetry.NONE);

    private static HttpServletRequest request(Map<String, String> answers) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                ServletCallerTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> answers.get(method.getName()));
    }

    private static HttpServletRequest outside() {
        return (HttpServletRequest) Proxy.newProxyInstance(
                ServletCallerTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> {
                    throw new IllegalStateException("no request");
                });
    }

    @Test
    void bean_inARequest_knowsTheParametersOfItsUri() {
        RequestCounts counts = new RequestCounts();
        new CountedCalls(counts).rememberPath(Map.of("id", List.of("a%2Fb;x=1", "first")));
        Caller caller = new ServletCaller(request(Map.of("getQueryString", "page=2&page=3")), counts, ADDRESSES);

        assertThat(caller.pathParameter("id")).contains("a/b");
        assertThat(caller.pathParameter("part")).isEmpty();
        assertThat(caller.queryParameter("page")).contains("2");
        assertThat(caller.queryParameter("size")).isEmpty();
    }

    @Test
    void bean_inARequestWithoutParameters_hasNone() {
        Caller caller = new ServletCaller(request(Map.of()), new RequestCounts(), ADDRESSES);

        assertThat(caller.pathParameter("id")).isEmpty();
        assertThat(caller.queryParameter("page")).isEmpty();
    }

    @Test
    void bean_outsideARequest_hasNone() {
        RequestCounts inactive = new RequestCounts() {
            @Override
            Map<String, List<String>> pathParameters() {
                throw new ContextNotActiveException();
            }
        };
        Caller caller = new ServletCaller(outside(), inactive, ADDRESSES);

        assertThat(caller.pathParameter("id")).isEmpty();
        assertThat(caller.queryParameter("page")).isEmpty();
    }
}
