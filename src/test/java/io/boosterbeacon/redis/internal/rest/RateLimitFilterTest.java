package io.boosterbeacon.redis.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.RateLimitPolicies;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.LimitRules;
import io.boosterbeacon.redis.internal.ratelimit.NoResolvers;
import io.boosterbeacon.redis.internal.ratelimit.RateLimitDecider;
import io.boosterbeacon.redis.internal.ratelimit.RunningCalls;
import io.boosterbeacon.redis.internal.ratelimit.binding.RequestCounts;
import io.boosterbeacon.redis.internal.ratelimit.binding.RequestLimits;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitAlgorithm;
import io.boosterbeacon.redis.ratelimit.RateLimitCount;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MultivaluedHashMap;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the filter makes of a response. */
class RateLimitFilterTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    static class Accounts {
        @RateLimit(value = 100, key = RateLimitKey.GLOBAL, count = RateLimitCount.FAILURES)
        public void logIn() {}

        @RateLimit(value = 100, key = RateLimitKey.GLOBAL, count = RateLimitCount.SUCCESSES)
        public void create() {}

        @RateLimit(value = 1, key = RateLimitKey.GLOBAL, algorithm = RateLimitAlgorithm.CONCURRENCY)
        public void watch() {}
    }

    private final EmbeddedStore store = new EmbeddedStore(() -> NOW);
    private final Scheduler timers = new Scheduler();
    private final RateLimitDecider decider = new RateLimitDecider(
            store.rateLimits(),
            Duration.ofSeconds(5),
            NoResolvers.RESOLVERS,
            Telemetry.of(List.of()),
            () -> NOW,
            new RunningCalls(store.rateLimits(), timers),
            new LimitRules(store.limitRules(), "shop", timers, System::nanoTime, new Json(), 64));

    @AfterEach
    void close() {
        store.close();
        timers.close();
    }

    private RateLimitFilter filter(String method) throws NoSuchMethodException {
        return filter(method, false);
    }

    private RateLimitFilter filter(String method, boolean events) throws NoSuchMethodException {
        Settings settings = Settings.read(name -> Optional.empty(), problem -> {
            throw problem;
        });
        RequestLimits limits = new RequestLimits(
                new RateLimitPolicies(name -> Optional.empty()),
                decider,
                RequestCounts::new,
                new ApplicationSettings("shop", Set.of(), false, Set.of()));
        return new RateLimitFilter(
                limits.of(new BeanMethod(Accounts.class, Accounts.class.getDeclaredMethod(method)))
                        .orElseThrow(),
                events,
                Caller.NOBODY,
                new RateLimitResponses(new Json(), settings.rateLimit(), () -> NOW));
    }

    private static ContainerRequestContext request() {
        Map<Object, Object> properties = new HashMap<>();
        return (ContainerRequestContext) Proxy.newProxyInstance(
                RateLimitFilterTest.class.getClassLoader(),
                new Class<?>[] {ContainerRequestContext.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "setProperty" -> properties.put(arguments[0], arguments[1]);
                    case "getProperty" -> properties.get(arguments[0]);
                    case "getMethod" -> "POST";
                    default -> throw new AssertionError(method.getName());
                });
    }

    private static ContainerResponseContext response(int status, MultivaluedHashMap<String, Object> headers) {
        return (ContainerResponseContext) Proxy.newProxyInstance(
                RateLimitFilterTest.class.getClassLoader(),
                new Class<?>[] {ContainerResponseContext.class},
                (proxy, method, arguments) -> method.getName().equals("getStatus") ? (Object) status : headers);
    }

    /** The permits that are left after an answer, as the next response tells them. */
    private static String remaining(RateLimitFilter filter, int status) {
        ContainerRequestContext request = request();
        MultivaluedHashMap<String, Object> headers = new MultivaluedHashMap<>();
        filter.filter(request);
        filter.filter(request, response(status, headers));
        return String.valueOf(headers.getFirst("X-RateLimit-Remaining"));
    }

    @ParameterizedTest
    @CsvSource({
        "200, false",
        "204, false",
        "302, false",
        "399, false",
        "400, true",
        "401, true",
        "404, true",
        "500, true"
    })
    void response_ofEachStatus_isASuccessOrAFailure(int status, boolean failure) throws Exception {
        RateLimitFilter logIn = filter("logIn");
        RateLimitFilter create = filter("create");
        assertThat(remaining(logIn, status)).isEqualTo("99");
        assertThat(remaining(create, status)).isEqualTo("99");

        assertThat(remaining(logIn, status)).isEqualTo(failure ? "98" : "99");
        assertThat(remaining(create, status)).isEqualTo(failure ? "99" : "98");
    }

    @ParameterizedTest
    @CsvSource({
        "false, true, false, true",
        "false, false, true, true",
        "true, true, false, true",
        "true, false, false, false"
    })
    void call_withAResponse_endsWithItUnlessMoreIsWritten(
            boolean events, boolean entity, boolean endsAtOnce, boolean endsWithTheStream) throws Exception {
        RateLimitFilter filter = filter("watch", events);
        Deque<OutputStream> streams = new ArrayDeque<>(List.of(new ByteArrayOutputStream()));
        ContainerRequestContext request = request();
        filter.filter(request);
        filter.filter(request, (ContainerResponseContext) Proxy.newProxyInstance(
                RateLimitFilterTest.class.getClassLoader(),
                new Class<?>[] {ContainerResponseContext.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getStatus" -> 200;
                    case "getHeaders" -> new MultivaluedHashMap<String, Object>();
                    case "getEntity" -> null;
                    case "hasEntity" -> entity;
                    case "getEntityStream" -> streams.getLast();
                    case "setEntityStream" -> {
                        streams.addLast((OutputStream) arguments[0]);
                        yield null;
                    }
                    default -> throw new AssertionError(method.getName());
                }));
        assertThat(isAdmitted(filter)).isEqualTo(endsAtOnce);

        streams.getLast().close();

        assertThat(isAdmitted(filter)).isEqualTo(endsWithTheStream && !endsAtOnce);
    }

    /** Whether a further call is admitted, which then runs. */
    private static boolean isAdmitted(RateLimitFilter filter) {
        return isAdmitted(filter, request());
    }

    private static boolean isAdmitted(RateLimitFilter filter, ContainerRequestContext request) {
        AtomicBoolean denied = new AtomicBoolean();
        filter.filter((ContainerRequestContext) Proxy.newProxyInstance(
                RateLimitFilterTest.class.getClassLoader(),
                new Class<?>[] {ContainerRequestContext.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("abortWith")) {
                        denied.set(true);
                        return null;
                    }
                    return method.invoke(request, arguments);
                }));
        return !denied.get();
    }

    @Test
    void request_ofAnotherFilter_isLeftAlone() throws Exception {
        MultivaluedHashMap<String, Object> headers = new MultivaluedHashMap<>();
        filter("logIn").filter(request(), response(200, headers));
        assertThat(headers).isEmpty();
    }

    /** A response may tell of another denial: that of a limited bean, or of a remote service. */
    @ParameterizedTest
    @CsvSource({
        "429, RateLimit, true",
        "429, ratelimit-policy, true",
        "429, x-ratelimit-remaining, true",
        "429, Retry-After, false",
        "200, RateLimit, false",
        "503, RateLimit, false"
    })
    void fields_ofAnAdmittedRequest_areThoseOfItsOwnDenialIfThereAreAny(int status, String field, boolean keeps)
            throws Exception {
        RateLimitFilter filter = filter("logIn");
        MultivaluedHashMap<String, Object> headers = new MultivaluedHashMap<>();
        headers.putSingle(field, "other");
        ContainerRequestContext request = request();
        filter.filter(request);
        filter.filter(request, response(status, headers));

        if (keeps) {
            assertThat(headers).hasSize(1).containsEntry(field, List.of("other"));
        } else {
            assertThat(headers.getFirst("X-RateLimit-Remaining")).hasToString("99");
            assertThat(headers.getFirst("RateLimit").toString()).contains(";r=99");
        }
    }

    @Test
    void fields_ofADeniedRequest_areThoseOfTheDenial() throws Exception {
        RateLimitFilter filter = filter("watch");
        assertThat(isAdmitted(filter)).isTrue();
        MultivaluedHashMap<String, Object> headers = new MultivaluedHashMap<>();
        headers.putSingle("RateLimit", "other");
        ContainerRequestContext request = request();
        assertThat(isAdmitted(filter, request)).isFalse();
        filter.filter(request, response(429, headers));

        assertThat(headers.getFirst("RateLimit")).hasToString("\"default\";r=0");
    }
}
