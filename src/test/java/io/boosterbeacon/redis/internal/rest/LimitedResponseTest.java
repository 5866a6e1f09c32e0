package io.boosterbeacon.redis.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LimitedResponseTest {
    private final List<String> calls = new ArrayList<>();
    private final HttpServletResponse response = new LimitedResponse(
            (HttpServletResponse) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {HttpServletResponse.class},
                    (proxy, method, arguments) -> {
                        calls.add(method.getName() + " " + arguments[0] + "=" + arguments[1]);
                        return null;
                    }),
            Set.of("RateLimit"));

    @Test
    void field_ofTheFilter_isReplacedByTheFirstThatIsAdded() {
        response.addHeader("ratelimit", "1");
        response.addHeader("RateLimit", "2");

        assertThat(calls).containsExactly("setHeader ratelimit=1", "addHeader RateLimit=2");
    }

    @Test
    void field_ofOthers_isAdded() {
        response.addHeader("Set-Cookie", "1");

        assertThat(calls).containsExactly("addHeader Set-Cookie=1");
    }
}
