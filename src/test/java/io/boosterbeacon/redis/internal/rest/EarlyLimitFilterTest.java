package io.boosterbeacon.redis.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.binding.RequestCounts;
import io.boosterbeacon.redis.internal.ratelimit.binding.RequestLimits;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitCount;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.StatusType;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that are decided before the caller is authenticated, and then by the policies that need to know it. */
class EarlyLimitFilterTest extends PathLimitFixture {
    static class Orders {
        @RateLimit(name = "address", value = 3)
        @RateLimit(name = "user", value = 2, key = RateLimitKey.USER)
        public void both() {}

        @RateLimit(name = "address", value = 3)
        public void byAddress() {}

        @RateLimit(name = "user", value = 3, key = RateLimitKey.USER)
        public void byUser() {}

        @RateLimit(name = "tenant", value = 3, key = RateLimitKey.GLOBAL)
        public void ofTenant() {}

        @RateLimit(name = "failures", value = 3, count = RateLimitCount.FAILURES)
        public void failures() {}
    }

    private final Map<String, Object> fields = new HashMap<>();
    private final AtomicInteger logins = new AtomicInteger();
    /** Whether the container has authenticated the caller before JAX-RS. */
    private boolean known;
    /** Whether a filter refuses the token that the container has verified. */
    private boolean revoked;

    /**
     * What JAX-RS does with a request; returns the status.
     *
     * @param user without one, the log-in fails
     */
    private int request(String name, String user) throws NoSuchMethodException {
        fields.clear();
        counts = new RequestCounts();
        RequestLimits.Limit limit = limits().of(new BeanMethod(Orders.class, Orders.class.getDeclaredMethod(name)))
                .orElseThrow();
        Caller servlet = caller("GET", "orders");
        assertThat(limits().decideEarly(counts, servlet, false).admitted()).isTrue();
        Map<Object, Object> properties = new HashMap<>();
        AtomicInteger status = new AtomicInteger();
        AtomicBoolean isKnown = new AtomicBoolean(known);
        SecurityContext security = stub(
                SecurityContext.class,
                (method, arguments) ->
                        method.equals("getUserPrincipal") && isKnown.get() ? (Principal) () -> user : null);
        ContainerRequestContext request = stub(ContainerRequestContext.class, (method, arguments) -> switch (method) {
            case "getProperty" -> properties.get(arguments[0]);
            case "setProperty" ->
                properties.put(Objects.requireNonNull(arguments[0]), Objects.requireNonNull(arguments[1]));
            case "getMethod" -> "GET";
            case "getSecurityContext" -> security;
            case "abortWith" -> {
                status.set(((Response) Objects.requireNonNull(arguments[0])).getStatus());
                yield null;
            }
            default -> throw new AssertionError(method);
        });
        RateLimitFilter late = new RateLimitFilter(limit, false, servlet, responses());
        if (limit.mayDecideEarly()) {
            new EarlyLimitFilter(limit, servlet, responses()).filter(request);
        }
        if (status.get() == 0 && revoked) {
            status.set(401);
        } else if (status.get() == 0) {
            logins.incrementAndGet();
            isKnown.set(true);
            if (!user.isEmpty()) {
                late.filter(request);
            } else {
                status.set(401);
            }
        }
        status.compareAndSet(0, 200);
        MultivaluedMap<String, Object> headers = new MultivaluedHashMap<>();
        ContainerResponseContext response =
                stub(ContainerResponseContext.class, (method, arguments) -> switch (method) {
                    case "getStatus" -> status.get();
                    case "getHeaders" -> headers;
                    case "getEntity", "setEntity" -> null;
                    case "hasEntity" -> false;
                    case "setStatusInfo" -> {
                        status.set(((StatusType) Objects.requireNonNull(arguments[0])).getStatusCode());
                        yield null;
                    }
                    default -> throw new AssertionError(method);
                });
        late.filter(request, response);
        new UnansweredRequestFilter(limits().ofUnmatched(), limits().ofRefused(), servlet, responses())
                .filter(request, response);
        headers.forEach((field, values) -> fields.put(field, values.get(0)));
        return status.get();
    }

    @BeforeEach
    void withoutPaths() {
        properties.clear();
    }

    @Test
    void filter_runsBeforeThoseThatAuthenticate() {
        assertThat(EarlyLimitFilter.class.getAnnotation(Priority.class).value()).isLessThan(Priorities.AUTHENTICATION);
        assertThat(RateLimitFilter.class.getAnnotation(Priority.class).value())
                .isGreaterThan(
                        RevocationFilter.class.getAnnotation(Priority.class).value());
    }

    @Test
    void request_thatAnAddressPolicyDenies_isNotAuthenticated() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(request("byAddress", "ada")).isEqualTo(200);
        }
        assertThat(logins).hasValue(3);

        assertThat(request("byAddress", "ada")).isEqualTo(429);
        assertThat(logins).hasValue(3);
        assertThat(fields).containsEntry("X-RateLimit-Remaining", 0L);
    }

    @Test
    void request_thatOnlyAUserPolicyCounts_isAuthenticatedFirst() throws Exception {
        for (int i = 0; i < 4; i++) {
            assertThat(request("byUser", "ada")).isEqualTo(i < 3 ? 200 : 429);
        }
        assertThat(logins).hasValue(4);
        assertThat(request("byUser", "bob")).isEqualTo(200);
    }

    @Test
    void request_thatAUserPolicyDenies_isNotCountedByTheAddress() throws Exception {
        assertThat(request("both", "ada")).isEqualTo(200);
        assertThat(fields.get("RateLimit")).asString().contains("\"address\";r=2", "\"user\";r=1");
        assertThat(request("both", "ada")).isEqualTo(200);
        for (int i = 0; i < 5; i++) {
            assertThat(request("both", "ada")).isEqualTo(429);
            assertThat(fields.get("RateLimit")).asString().contains("\"address\";r=1", "\"user\";r=0");
        }
        assertThat(request("both", "bob")).isEqualTo(200);
        assertThat(request("both", "eve")).isEqualTo(429);
        assertThat(fields.get("RateLimit-Policy"))
                .asString()
                .contains("\"address\"")
                .doesNotContain("\"user\"");
    }

    @Test
    void request_whoseLogInFails_isCountedByTheAddress() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(request("both", "")).isEqualTo(401);
            assertThat(fields).containsEntry("X-RateLimit-Remaining", 2L - i);
        }
        assertThat(request("both", "")).isEqualTo(429);
        assertThat(request("both", "ada")).isEqualTo(429);
        assertThat(logins).hasValue(3);
    }

    /** What the servlet filter has counted stays, and is not told as given back. */
    @Test
    void request_thatAUserPolicyDenies_isStillCountedByThePath() throws Exception {
        properties.put("beacon.ratelimit.\"api\".paths", "/**");
        properties.put("beacon.ratelimit.\"api\".value", "9");
        for (int i = 0; i < 5; i++) {
            assertThat(request("both", "ada")).isEqualTo(i < 2 ? 200 : 429);
            assertThat(fields.get("RateLimit"))
                    .asString()
                    .contains("\"api\";r=" + (8 - i), "\"address\";r=" + (i == 0 ? 2 : 1));
        }
    }

    @Test
    void requests_whoseLogInFails_useUpNoCountOfOthers() throws Exception {
        for (int i = 0; i < 9; i++) {
            assertThat(request("ofTenant", "")).isEqualTo(401);
        }
        for (int i = 0; i < 3; i++) {
            assertThat(request("ofTenant", "ada")).isEqualTo(200);
        }
        assertThat(request("ofTenant", "ada")).isEqualTo(429);
    }

    @Test
    void request_whoseCallerTheContainerKnows_isDecidedByAllPoliciesAtOnce() throws Exception {
        known = true;
        for (int i = 0; i < 5; i++) {
            assertThat(request("both", "ada")).isEqualTo(i < 2 ? 200 : 429);
            assertThat(fields.get("RateLimit")).asString().contains("\"address\";r=" + (i == 0 ? 2 : 1), "\"user\"");
        }
        assertThat(logins).hasValue(5);
    }

    /** Such as one with a revoked token that the container has verified before JAX-RS. */
    @Test
    void request_thatAFilterRefusesThoughTheContainerKnowsItsCaller_isCountedByTheAddressOnly() throws Exception {
        known = true;
        revoked = true;
        for (int i = 0; i < 3; i++) {
            assertThat(request("both", "ada")).isEqualTo(401);
            assertThat(fields)
                    .containsEntry("X-RateLimit-Remaining", 2L - i)
                    .hasEntrySatisfying("RateLimit-Policy", policies -> assertThat(policies.toString())
                            .contains("\"address\"")
                            .doesNotContain("\"user\""));
        }
        assertThat(request("both", "ada")).isEqualTo(429);
        assertThat(fields).containsKey("Retry-After");
        for (int i = 0; i < 5; i++) {
            assertThat(request("byUser", "ada")).isEqualTo(401);
            assertThat(request("ofTenant", "ada")).isEqualTo(401);
            assertThat(fields).doesNotContainKey("X-RateLimit-Remaining");
        }
        revoked = false;
        for (int i = 0; i < 3; i++) {
            assertThat(request("byUser", "ada")).isEqualTo(200);
            assertThat(request("ofTenant", "ada")).isEqualTo(200);
        }
        assertThat(request("both", "ada")).isEqualTo(429);
    }

    @Test
    void request_thatAFilterRefusesThoughTheContainerKnowsItsCaller_isAFailure() throws Exception {
        known = true;
        for (int i = 0; i < 5; i++) {
            assertThat(request("failures", "ada")).isEqualTo(200);
        }
        revoked = true;
        for (int i = 0; i < 3; i++) {
            assertThat(request("failures", "ada")).isEqualTo(401);
        }
        assertThat(request("failures", "ada")).isEqualTo(429);
    }

    /** Its policy of the path decides with those of the method. */
    @Test
    void request_thatAFilterRefuses_isCountedByThePathOnce() throws Exception {
        known = true;
        revoked = true;
        properties.put("beacon.ratelimit.\"api\".paths", "/**");
        properties.put("beacon.ratelimit.\"api\".value", "2");
        properties.put("beacon.ratelimit.\"api\".key", "USER");
        assertThat(request("byAddress", "ada")).isEqualTo(401);
        assertThat(fields.get("RateLimit")).asString().contains("\"api\";r=1", "\"address\";r=2");
        assertThat(request("byAddress", "ada")).isEqualTo(401);
        assertThat(request("byAddress", "ada")).isEqualTo(429);
        assertThat(fields.get("RateLimit")).asString().contains("\"api\";r=0", "\"address\";r=1");
    }

    @Test
    void request_whoseLogInFails_isAFailure() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(request("failures", "ada")).isEqualTo(200);
        }
        for (int i = 0; i < 3; i++) {
            assertThat(request("failures", "")).isEqualTo(401);
        }
        assertThat(request("failures", "ada")).isEqualTo(429);
    }
}
