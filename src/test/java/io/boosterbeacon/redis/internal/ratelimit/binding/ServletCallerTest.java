package io.boosterbeacon.redis.internal.ratelimit.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.config.AddressSettings;
import io.boosterbeacon.redis.internal.net.IpNetworks;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.address.ClientAddresses;
import io.boosterbeacon.redis.internal.server.RestRegistration;
import io.boosterbeacon.redis.internal.server.ServletFilters;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What limited beans know of the request that calls them. */
class ServletCallerTest {
    private static final ClientAddresses ADDRESSES =
            new ClientAddresses(new AddressSettings(IpNetworks.NONE, 64), Telemetry.NONE);

    private static final ServletFilters FILTERS = new ServletFilters(
            new ServletFilters.Needed(false, List.of(), List.of(), List.of()), new RestRegistration(false));

    private static HttpServletRequest request(Map<String, ?> answers) {
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
        counts.setPathParameters(Map.of("id", List.of("a%2Fb;x=1", "first")));
        Caller caller = new ServletCaller(
                request(Map.of("getQueryString", "page=2&page=3", "getAttribute", counts)), ADDRESSES);

        assertThat(caller.pathParameter("id")).contains("a/b");
        assertThat(caller.pathParameter("part")).isEmpty();
        assertThat(caller.queryParameter("page")).contains("2");
        assertThat(caller.queryParameter("size")).isEmpty();
    }

    @Test
    void bean_inARequestWithoutParameters_hasNone() {
        Caller caller = new ServletCaller(request(Map.of()), ADDRESSES);

        assertThat(caller.pathParameter("id")).isEmpty();
        assertThat(caller.queryParameter("page")).isEmpty();
    }

    @Test
    void counts_ofARequest_areThoseThatItHas() {
        RequestCounts counts = new RequestCounts();

        assertThat(new ServletCallers(request(Map.of("getAttribute", counts)), ADDRESSES, FILTERS).counts())
                .isSameAs(counts);
    }

    @Test
    void counts_ofANewRequest_areKeptByIt() {
        Map<String, Object> attributes = new HashMap<>();
        ServletCallers callers = new ServletCallers(
                (HttpServletRequest) Proxy.newProxyInstance(
                        ServletCallerTest.class.getClassLoader(),
                        new Class<?>[] {HttpServletRequest.class},
                        (proxy, method, arguments) -> method.getName().equals("setAttribute")
                                ? attributes.put((String) arguments[0], arguments[1])
                                : attributes.get(arguments[0])),
                ADDRESSES,
                FILTERS);

        assertThat(callers.counts()).isSameAs(callers.counts());
        attributes.replaceAll((name, value) -> "from the peer of a connector");
        assertThat(callers.counts()).isNotNull();
    }

    @Test
    void counts_outsideARequest_areThoseOfNone() {
        for (ServletCallers callers : List.of(
                new ServletCallers(outside(), ADDRESSES, FILTERS), new ServletCallers(null, ADDRESSES, FILTERS))) {
            assertThat(callers.counts()).isNotSameAs(callers.counts());
        }
    }

    @Test
    void bean_outsideARequest_hasNone() {
        Caller caller = new ServletCaller(outside(), ADDRESSES);

        assertThat(caller.pathParameter("id")).isEmpty();
        assertThat(caller.queryParameter("page")).isEmpty();
    }
}
