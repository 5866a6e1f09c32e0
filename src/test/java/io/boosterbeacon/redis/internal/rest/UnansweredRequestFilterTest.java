package io.boosterbeacon.redis.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.binding.RequestLimits;
import io.boosterbeacon.redis.ratelimit.RateLimitCall;
import io.boosterbeacon.redis.ratelimit.RateLimitCostResolver;
import io.boosterbeacon.redis.ratelimit.RateLimitOutcome;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response.StatusType;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Requests that no resource method answers. */
class UnansweredRequestFilterTest extends PathLimitFixture {
    private final MultivaluedMap<String, Object> fields = new MultivaluedHashMap<>();
    private final AtomicReference<Object> body = new AtomicReference<>();
    private boolean handled;

    /** Answers a request; returns the status. */
    private int answer(int unlimited) {
        AtomicInteger status = new AtomicInteger(unlimited);
        ContainerRequestContext request = stub(ContainerRequestContext.class, (method, arguments) -> switch (method) {
            case "getProperty" -> handled ? true : null;
            case "setProperty" -> null;
            case "getMethod" -> "GET";
            default -> throw new AssertionError(method);
        });
        ContainerResponseContext response =
                stub(ContainerResponseContext.class, (method, arguments) -> switch (method) {
                    case "getHeaders" -> fields;
                    case "getStatus" -> status.get();
                    case "getEntity" -> null;
                    case "setStatusInfo" -> {
                        status.set(((StatusType) arguments[0]).getStatusCode());
                        yield null;
                    }
                    case "setEntity" -> {
                        body.set(arguments[0]);
                        yield null;
                    }
                    default -> throw new AssertionError(method);
                });
        Caller servlet = caller("GET", "nothing");
        RequestLimits limits = limits();
        new UnansweredRequestFilter(limits.ofUnmatched(), limits.ofRefused(), servlet, responses())
                .filter(request, response);
        return status.get();
    }

    /** JAX-RS calls response filters with a higher number first: that of a limit ends the call. */
    @Test
    void filter_comesBeforeTheOneThatEndsTheCall() {
        assertThat(UnansweredRequestFilter.class.getAnnotation(Priority.class).value())
                .isGreaterThan(
                        RateLimitFilter.class.getAnnotation(Priority.class).value());
    }

    @Test
    void request_withoutAResource_isAnsweredAsBeforeUntilTheLimit() {
        assertThat(answer(404)).isEqualTo(404);
        assertThat(fields.getFirst("X-RateLimit-Remaining")).isEqualTo(1L);
        assertThat(answer(405)).isEqualTo(405);
        assertThat(body).hasValue(null);

        fields.put("content-length", List.of(7));
        fields.putSingle("Allow", "POST");
        assertThat(answer(404)).isEqualTo(429);
        assertThat(body.get()).asString().contains("\"error\":\"Rate limit exceeded\"");
        assertThat(fields.getFirst("Retry-After")).isEqualTo(60L);
        assertThat(fields.getFirst("X-RateLimit-Remaining")).isEqualTo(0L);
        assertThat(fields.getFirst("Allow")).isEqualTo("POST");
        assertThat(fields).doesNotContainKey("content-length");
    }

    @Test
    void request_whereOnlySuccessesCount_isNotCounted() {
        properties.put("beacon.ratelimit.\"all\".count", "SUCCESSES");
        for (int i = 0; i < 5; i++) {
            assertThat(answer(404)).isEqualTo(404);
        }
    }

    @Test
    void request_withACostOfABean_isSettledByItsStatus() {
        properties.put("beacon.ratelimit.\"all\".costResolver", Half.class.getName());
        properties.put("beacon.ratelimit.\"all\".value", "4");
        Half half = new Half();
        costs = half;
        for (int i = 0; i < 3; i++) {
            assertThat(answer(404)).isEqualTo(404);
        }
        assertThat(answer(404)).isEqualTo(429);

        assertThat(half.outcomes)
                .containsExactly("FAILED 404 of nothing", "FAILED 404 of nothing", "FAILED 404 of nothing");
    }

    /** Reserves 2, and settles 1. */
    private static final class Half implements RateLimitCostResolver {
        private final List<String> outcomes = new ArrayList<>();

        @Override
        public long cost(RateLimitCall call) {
            return 2;
        }

        @Override
        public long settle(RateLimitCall call, RateLimitOutcome outcome) {
            outcomes.add(outcome.kind() + " " + outcome.status().orElse(0) + " of "
                    + call.method().map(Method::getName).orElse("nothing"));
            return 1;
        }
    }

    @Test
    void request_thatAnotherFilterHasRefused_isNotCountedByAPolicyOfUnmatchedRequests() {
        properties.put("beacon.ratelimit.\"all\".unmatched", "true");

        for (int status : new int[] {401, 403, 503}) {
            assertThat(answer(status)).isEqualTo(status);
        }
        assertThat(fields).isEmpty();
        assertThat(List.of(answer(404), answer(406), answer(415))).containsExactly(404, 406, 429);
    }

    @Test
    void request_thatTheFilterOfAMethodHasDecided_isNotCounted() {
        handled = true;
        for (int i = 0; i < 3; i++) {
            assertThat(answer(404)).isEqualTo(404);
        }
        assertThat(fields).isEmpty();
    }
}
