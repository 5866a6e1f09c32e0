package io.boosterbeacon.redis.internal.ratelimit.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.Verdict;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitExempt;
import jakarta.ws.rs.core.Application;
import java.lang.reflect.Method;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which policies count a request: those of its method and those of its path. */
class RequestLimitsTest extends RequestLimitsFixture {
    @RateLimit(value = 5, name = "resource")
    static class Orders {
        public void list() {}

        @RateLimit(value = 2, name = "orders")
        public void create() {}

        @RateLimitExempt
        public void ping() {}
    }

    @SuppressWarnings("UnusedMethod") // named by reflection
    static class Free {
        public void call() {}
    }

    private final List<Class<?>> applications = new ArrayList<>();

    private RequestLimits limits() {
        return limits(policies(applications));
    }

    private static BeanMethod method(Class<?> type, String name) {
        return new BeanMethod(
                type,
                Stream.of(type.getDeclaredMethods())
                        .filter(each -> each.getName().equals(name))
                        .findFirst()
                        .orElseThrow());
    }

    private static Caller request(String method, String... path) {
        return new Caller() {
            @Override
            public Optional<String> httpMethod() {
                return Optional.of(method);
            }

            @Override
            public List<String> path() {
                return List.of(path);
            }
        };
    }

    private static List<String> names(Verdict verdict) {
        return verdict.results().stream().map(Verdict.Result::policy).toList();
    }

    private static long admitted(RequestLimits.Limit limit, Caller caller) {
        return IntStream.range(0, 10)
                .filter(i -> limit.decide(caller, false, null).admitted())
                .count();
    }

    @Test
    void request_thatMatchesAPath_isCountedByThePathAndByItsMethod() {
        properties.put("beacon.ratelimit.\"api\".paths", "/api/**");
        properties.put("beacon.ratelimit.\"api\".value", "7");
        RequestLimits limits = limits();
        RequestLimits.Limit list = limits.of(method(Orders.class, "list")).orElseThrow();

        assertThat(names(list.decide(request("GET", "api", "orders"), false, null)))
                .containsExactly("api", "resource");
        assertThat(names(list.decide(request("GET", "other"), false, null))).containsExactly("resource");
        assertThat(admitted(list, request("GET", "api", "orders"))).isEqualTo(3);
        // a denied request is not counted by the path either
        assertThat(admitted(limits.of(method(Free.class, "call")).orElseThrow(), request("GET", "api")))
                .isEqualTo(3);
    }

    @Test
    void requests_thatMatchNoResource_countTogetherWithThoseThatMatchOne() {
        properties.put("beacon.ratelimit.\"all\".paths", "/**");
        properties.put("beacon.ratelimit.\"all\".value", "3");
        RequestLimits limits = limits();
        RequestLimits.Limit unmatched = limits.ofUnmatched();
        RequestLimits.Limit free = limits.of(method(Free.class, "call")).orElseThrow();

        assertThat(free.decide(request("GET", "free"), false, null).admitted()).isTrue();
        assertThat(admitted(unmatched, request("GET", "nothing"))).isEqualTo(2);
        assertThat(free.decide(request("GET", "free"), false, null).admitted()).isFalse();
    }

    @Test
    void exemptMethod_isStillCountedByThePathThatTheConfigurationNames() {
        properties.put("beacon.ratelimit.\"all\".paths", "/**");
        RequestLimits.Limit ping = limits().of(method(Orders.class, "ping")).orElseThrow();

        assertThat(names(ping.decide(request("GET", "ping"), false, null))).containsExactly("all");
    }

    @Test
    void preflight_isCountedByPoliciesThatAskForItOnly() {
        properties.put("beacon.ratelimit.\"all\".paths", "/**");
        properties.put("beacon.ratelimit.\"options\".paths", "/**");
        properties.put("beacon.ratelimit.\"options\".methods", "OPTIONS");
        RequestLimits limits = limits();

        assertThat(names(limits.of(method(Orders.class, "list")).orElseThrow().decide(request("OPTIONS"), true, null)))
                .containsExactly("options");
        assertThat(names(
                        limits.of(method(Orders.class, "create")).orElseThrow().decide(request("OPTIONS"), true, null)))
                .containsExactly("options", "orders");
    }

    @Test
    void request_thatNoPolicyCounts_isAdmittedWithoutResults() {
        properties.put("beacon.ratelimit.\"api\".paths", "/api/**");
        Verdict verdict =
                limits().of(method(Free.class, "call")).orElseThrow().decide(request("GET", "other"), false, null);

        assertThat(verdict).isEqualTo(Verdict.NONE);
        assertThat(verdict.admitted()).isTrue();
    }

    @Test
    void methods_withoutAnyPolicy_haveNoLimit() {
        assertThat(limits().of(method(Free.class, "call"))).isEmpty();
        assertThat(limits().of(method(Orders.class, "ping"))).isEmpty();
        assertThat(limits().ofUnmatched().isEmpty()).isTrue();
    }

    @Test
    void request_ofAMethodWithPolicies_isNotCountedByTheInterceptorOfItsCall() {
        properties.put("beacon.ratelimit.\"all\".paths", "/**");
        RequestLimits limits = limits();
        Method list = method(Orders.class, "list").method();
        Method call = method(Free.class, "call").method();

        limits.ofUnmatched().decide(request("GET"), false, null);
        limits.of(method(Free.class, "call")).orElseThrow().decide(request("GET"), false, null);
        assertThat(counts.take(List.of(call))).isFalse();
        limits.of(method(Orders.class, "list")).orElseThrow().decide(request("GET"), false, null);

        assertThat(counts.take(List.of(call))).isFalse();
        assertThat(counts.take(List.of(call, list))).isTrue();
        assertThat(counts.take(List.of(list))).isFalse();
    }

    @RateLimit(value = 4, window = 1, windowUnit = ChronoUnit.HOURS)
    static class Shop extends Application {}

    static class Unlimited extends Application {}

    private static Caller requestTo(String servlet) {
        return new Caller() {
            @Override
            public Optional<String> httpMethod() {
                return Optional.of("GET");
            }

            @Override
            public Optional<String> servletName() {
                return Optional.of(servlet);
            }
        };
    }

    private RequestLimits limitsOfShop() {
        applications.add(Shop.class);
        return limits();
    }

    @Test
    void application_withALimit_countsItsRequestsTogetherInAdditionToTheMethods() {
        RequestLimits limits = limitsOfShop();
        RequestLimits.Limit list = limits.of(method(Orders.class, "list")).orElseThrow();
        RequestLimits.Limit free = limits.of(method(Free.class, "call")).orElseThrow();
        Caller request = requestTo(Shop.class.getName());

        assertThat(names(list.decide(request, false, null))).containsExactly("application", "resource");
        assertThat(names(free.decide(request, false, null))).containsExactly("application");
        assertThat(admitted(free, request)).isEqualTo(2);
        assertThat(list.decide(request, false, null).admitted()).isFalse();
    }

    @Test
    void application_withALimit_countsNoRequestsOfAnother() {
        RequestLimits.Limit free = limitsOfShop().of(method(Free.class, "call")).orElseThrow();

        assertThat(free.decide(requestTo(Unlimited.class.getName()), false, null))
                .isEqualTo(Verdict.NONE);
        // a servlet of any other name may be that of the limited application
        assertThat(names(free.decide(requestTo("rest"), false, null))).containsExactly("application");
        assertThat(names(free.decide(requestTo("java.lang.String"), false, null)))
                .containsExactly("application");
        assertThat(names(free.decide(Caller.NOBODY, false, null))).containsExactly("application");
    }

    @Test
    void application_withALimit_countsNeitherExemptMethodsNorPreflightsNorItsOwnMethods() {
        RequestLimits limits = limitsOfShop();

        assertThat(limits.of(method(Orders.class, "ping"))).isEmpty();
        assertThat(limits.of(method(Free.class, "call")).orElseThrow().decide(requestTo("rest"), true, null))
                .isEqualTo(Verdict.NONE);
        assertThat(policies(applications).of(Shop.class, getClasses())).isEmpty();
    }

    private static Method getClasses() {
        return Stream.of(Application.class.getMethods())
                .filter(each -> each.getName().equals("getClasses"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void application_whoseLimitIsOverridden_hasThatOfTheProperty() {
        properties.put(Shop.class.getName() + "/RateLimit/value", "1");
        RequestLimits.Limit free = limitsOfShop().of(method(Free.class, "call")).orElseThrow();

        assertThat(admitted(free, requestTo(Shop.class.getName()))).isEqualTo(1);
    }
}
