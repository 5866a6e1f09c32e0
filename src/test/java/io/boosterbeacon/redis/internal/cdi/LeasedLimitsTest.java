package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.rest.RateLimitFilter;
import io.boosterbeacon.redis.internal.store.redis.Operator;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.RedisProcess;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.lang.reflect.Proxy;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Annotated methods whose permits are taken in advance, on a real server. */
class LeasedLimitsTest {
    private static final int LIMIT = 50_000;
    private static final int MOST_HELD = LIMIT / 50;
    private static final int CALLS = 10_000;

    @ApplicationScoped
    static class Searches {
        @RateLimit(value = LIMIT, window = 1, windowUnit = ChronoUnit.HOURS, key = RateLimitKey.GLOBAL, leased = true)
        public String search() {
            return "found";
        }
    }

    @Path("search")
    static class SearchResource {
        @GET
        @RateLimit(value = LIMIT, window = 1, windowUnit = ChronoUnit.HOURS, key = RateLimitKey.GLOBAL, leased = true)
        public String search() {
            return "found";
        }
    }

    /** A limited method, called by a bean's proxy or by JAX-RS. */
    private static Runnable call(Application node, String way) throws NoSuchMethodException {
        if (way.equals("bean")) {
            Searches searches = node.bean(Searches.class);
            return searches::search;
        }
        RateLimitFilter filter = node
                .bean(Limiting.class)
                .rest()
                .filters(new BeanMethod(SearchResource.class, SearchResource.class.getDeclaredMethod("search")))
                .stream()
                .filter(RateLimitFilter.class::isInstance)
                .map(RateLimitFilter.class::cast)
                .findFirst()
                .orElseThrow();
        return () -> filter.filter(request());
    }

    /** Fails if the request is denied. */
    private static ContainerRequestContext request() {
        return (ContainerRequestContext) Proxy.newProxyInstance(
                LeasedLimitsTest.class.getClassLoader(),
                new Class<?>[] {ContainerRequestContext.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "setProperty", "getProperty" -> null;
                    case "getMethod" -> "GET";
                    default -> throw new AssertionError(method.getName());
                });
    }

    /** What the server has counted, which includes the permits that are held in advance. */
    private static long counted(Operator operator) {
        return operator.redis().keys("*").stream()
                .filter(key -> operator.redis().type(key).equals("hash"))
                .map(key -> operator.redis().hget(key, "count"))
                .filter(Objects::nonNull)
                .mapToLong(Long::parseLong)
                .sum();
    }

    private static long evaluations(Operator operator) {
        return operator.calls().getOrDefault("evalsha", 0L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bean", "resource"})
    void leasedLimit_ofManyCalls_needsFewTripsAndReturnsWhatItDoesNotUse(String way) throws Exception {
        try (RedisProcess server = RedisProcess.start();
                Operator operator = new Operator(server.url())) {
            long calls;
            try (Application node = new Application(Application.on(server.url()), Searches.class)) {
                Runnable call = call(node, way);
                long before = evaluations(operator);
                for (calls = 0; calls < CALLS; calls++) {
                    call.run();
                    if (calls % 1_000 == 0) {
                        assertThat(counted(operator)).isBetween(calls + 1, calls + 1 + MOST_HELD);
                    }
                }
                assertThat(evaluations(operator) - before).isLessThan(CALLS / 5);

                // idle
                await().untilAsserted(() -> assertThat(counted(operator)).isEqualTo(CALLS));

                for (; calls < 2 * CALLS && counted(operator) == calls; calls++) {
                    call.run();
                }
                assertThat(counted(operator)).as("held at the end").isGreaterThan(calls);
            }
            assertThat(counted(operator)).isEqualTo(calls);
        }
    }
}
