package io.boosterbeacon.redis.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.Verdict;
import io.boosterbeacon.redis.internal.ratelimit.binding.RequestCounts;
import io.boosterbeacon.redis.internal.ratelimit.binding.RequestLimits;
import io.boosterbeacon.redis.ratelimit.RateLimitCostResolver;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests a servlet filter counts, and that JAX-RS does not count them again. */
class ServletLimitFilterTest extends PathLimitFixture {
    private final AtomicInteger served = new AtomicInteger();
    private final Map<String, String> requested = new HashMap<>();
    private final Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    private @Nullable AsyncContext async;
    private Servlet servlet = () -> {};

    private interface Servlet {
        void serve() throws IOException, ServletException;
    }

    /** The status that the servlet sets. */
    private int answered = 200;

    private int request(Caller caller) throws IOException, ServletException {
        RequestLimits limits = limits();
        RequestCounts known = counts;
        AtomicInteger status = new AtomicInteger(200);
        HttpServletRequest request = stub(HttpServletRequest.class, (method, arguments) -> switch (method) {
            case "getMethod" -> caller.httpMethod().orElseThrow();
            case "getHeader" -> requested.get(arguments[0]);
            case "getAttribute" -> known;
            case "getDispatcherType" -> DispatcherType.REQUEST;
            case "isAsyncStarted" -> async != null;
            case "getAsyncContext" -> async;
            default -> throw new AssertionError(method);
        });
        HttpServletResponse response = stub(HttpServletResponse.class, (method, arguments) -> switch (method) {
            case "setStatus" -> {
                status.set((int) arguments[0]);
                yield null;
            }
            case "setHeader" -> fields.put((String) arguments[0], (String) arguments[1]);
            case "setContentLength" -> null;
            case "getStatus" -> answered;
            case "getOutputStream" -> output();
            default -> throw new AssertionError(method);
        });
        FilterChain chain = (passed, answered) -> {
            served.incrementAndGet();
            servlet.serve();
        };
        ServletLimitFilter filter = new ServletLimitFilter(limits, called -> caller, responses());
        new EndOfRequest().doFilter(request, response, (passed, answered) -> filter.doFilter(passed, answered, chain));
        return status.get();
    }

    private ServletOutputStream output() {
        return new ServletOutputStream() {
            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {}

            @Override
            public void write(int next) {
                body.write(next);
            }
        };
    }

    private void nextRequest() {
        counts = new RequestCounts();
    }

    @Test
    void request_withACostOfABean_isSettledWhenTheServletHasAnswered() throws IOException, ServletException {
        properties.put("beacon.ratelimit.\"all\".costResolver", Charged.class.getName());
        properties.put("beacon.ratelimit.\"all\".value", "10");
        costs = call -> {
            servlet = () -> call.charge(1);
            return 5;
        };
        for (int i = 0; i < 6; i++) {
            assertThat(request(caller("GET", "plain"))).isEqualTo(200);
            assertThat(fields).containsEntry("X-RateLimit-Remaining", String.valueOf(5 - i));
            nextRequest();
        }
        assertThat(request(caller("GET", "plain"))).isEqualTo(429);
    }

    interface Charged extends RateLimitCostResolver {}

    @Test
    void request_beyondTheLimit_isAnsweredWithoutTheServlet() throws IOException, ServletException {
        assertThat(request(caller("GET", "plain"))).isEqualTo(200);
        assertThat(fields)
                .containsEntry("X-RateLimit-Remaining", "1")
                .containsEntry("RateLimit-Policy", "\"all\";q=2;w=60");
        nextRequest();
        assertThat(request(caller("GET", "other"))).isEqualTo(200);
        nextRequest();

        assertThat(request(caller("GET", "plain"))).isEqualTo(429);
        assertThat(served).hasValue(2);
        assertThat(fields)
                .containsEntry("Retry-After", "60")
                .containsEntry("X-RateLimit-Remaining", "0")
                .containsEntry("Cache-Control", "no-store")
                .hasEntrySatisfying("Content-Type", type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(body.toString(StandardCharsets.UTF_8)).contains("\"error\":\"Rate limit exceeded\"");
    }

    @Test
    void request_thatTheFilterHasCounted_isNotCountedByJaxRsAgain() throws IOException, ServletException {
        assertThat(request(caller("GET", "api"))).isEqualTo(200);

        Verdict verdict = limits().ofUnmatched().decide(caller("GET", "api"), false, null);

        assertThat(verdict.results())
                .singleElement()
                .satisfies(result -> assertThat(result.decision().remaining()).isEqualTo(1));
        nextRequest();
        verdict = limits().ofUnmatched().decide(caller("GET", "api"), false, null);
        assertThat(verdict.results())
                .singleElement()
                .satisfies(result -> assertThat(result.decision().remaining()).isZero());
    }

    @ParameterizedTest
    @ValueSource(strings = {"USER", "USER_OR_IP", "CLAIM", "PATH_PARAM"})
    void policy_thatNeedsTheUserOrTheResource_decidesInJaxRs(String key) throws IOException, ServletException {
        properties.put("beacon.ratelimit.\"all\".key", key);
        if (key.equals("CLAIM") || key.equals("PATH_PARAM")) {
            properties.put("beacon.ratelimit.\"all\".keyArgument", "id");
        }
        for (int i = 0; i < 3; i++) {
            nextRequest();
            assertThat(request(caller("GET", "api"))).isEqualTo(200);
        }
        assertThat(fields).isEmpty();

        assertThat(limits().ofUnmatched()
                        .decide(caller("GET", "api"), false, null)
                        .results())
                .hasSize(1);
    }

    @Test
    void policy_withTiers_decidesInJaxRs() throws IOException, ServletException {
        properties.put("beacon.ratelimit.\"all\".tiers", "premium");
        properties.put("beacon.ratelimit.tiers.\"premium\".role", "premium");
        properties.put("beacon.ratelimit.tiers.\"premium\".factor", "10");
        assertThat(request(caller("GET", "api"))).isEqualTo(200);

        assertThat(fields).isEmpty();
    }

    @Test
    void preflight_isNotCounted() throws IOException, ServletException {
        requested.putAll(Map.of("Origin", "https://elsewhere.example", "Access-Control-Request-Method", "GET"));
        for (int i = 0; i < 3; i++) {
            nextRequest();
            assertThat(request(caller("OPTIONS", "api"))).isEqualTo(200);
        }
        assertThat(fields).isEmpty();
    }

    @Test
    void requests_ofWhichOnlyFailuresCount_giveTheirPermitsBackWithASuccess() throws IOException, ServletException {
        properties.put("beacon.ratelimit.\"all\".count", "FAILURES");
        for (int i = 0; i < 5; i++) {
            assertThat(request(caller("GET", "login"))).isEqualTo(200);
            nextRequest();
        }
        answered = 401;
        request(caller("GET", "login"));
        nextRequest();
        servlet = () -> {
            throw new ServletException("broken");
        };
        answered = 200;
        assertThatThrownBy(() -> request(caller("GET", "login"))).isInstanceOf(ServletException.class);
        nextRequest();

        assertThat(request(caller("GET", "login"))).isEqualTo(429);
    }

    @Test
    void runningRequests_endWithTheServlet() throws IOException, ServletException {
        properties.put("beacon.ratelimit.\"all\".algorithm", "CONCURRENCY");
        properties.put("beacon.ratelimit.\"all\".value", "1");
        servlet = () -> {
            servlet = () -> {};
            nextRequest();
            assertThat(request(caller("GET", "meanwhile"))).isEqualTo(429);
        };
        assertThat(request(caller("GET", "first"))).isEqualTo(200);
        nextRequest();

        assertThat(request(caller("GET", "afterwards"))).isEqualTo(200);
    }

    @Test
    void runningRequests_ofAsynchronousServlets_endWithTheResponse() throws IOException, ServletException {
        properties.put("beacon.ratelimit.\"all\".algorithm", "CONCURRENCY");
        properties.put("beacon.ratelimit.\"all\".value", "1");
        List<AsyncListener> listeners = new ArrayList<>();
        AsyncContext context = stub(
                AsyncContext.class,
                (method, arguments) ->
                        method.equals("addListener") ? listeners.add((AsyncListener) arguments[0]) : null);
        async = context;
        assertThat(request(caller("GET", "first"))).isEqualTo(200);
        async = null;
        nextRequest();
        assertThat(request(caller("GET", "meanwhile"))).isEqualTo(429);

        // asynchronous once more, and then complete
        listeners.get(0).onStartAsync(new AsyncEvent(context));
        assertThat(listeners).hasSize(2);
        listeners.get(1).onComplete(new AsyncEvent(context));
        nextRequest();
        assertThat(request(caller("GET", "afterwards"))).isEqualTo(200);
    }

    @Test
    void request_ofAnotherProtocol_passes() throws IOException, ServletException {
        FilterChain chain = (passed, answered) -> served.incrementAndGet();
        new ServletLimitFilter(limits(), called -> Caller.NOBODY, responses())
                .doFilter(
                        stub(ServletRequest.class, (method, arguments) -> null),
                        stub(ServletResponse.class, (method, arguments) -> null),
                        chain);
        assertThat(served).hasValue(1);
    }
}
