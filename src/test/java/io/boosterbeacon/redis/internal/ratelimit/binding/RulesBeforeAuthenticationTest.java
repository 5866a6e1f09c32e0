package io.boosterbeacon.redis.internal.ratelimit.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.RateLimitPolicies;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.StoreRateLimits;
import io.boosterbeacon.redis.internal.ratelimit.Verdict;
import io.boosterbeacon.redis.ratelimit.RateLimitSubject;
import io.boosterbeacon.redis.ratelimit.RateLimits;
import jakarta.ws.rs.core.Application;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules about callers whom nobody knows yet when the servlet filter decides by the policies of the path. */
class RulesBeforeAuthenticationTest extends RequestLimitsFixture {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int CALLS = 9;

    static class Shop extends Application {}

    @SuppressWarnings("UnusedMethod") // named by reflection
    static class Orders {
        public void list() {}
    }

    /** @param known whether the caller is authenticated */
    private static Caller ada(String servlet, boolean known) {
        return new Caller() {
            @Override
            public Optional<String> address() {
                return Optional.of("192.0.2.1");
            }

            @Override
            public Optional<String> user() {
                return known ? Optional.of("ada") : Optional.empty();
            }

            @Override
            public boolean hasClaim(String name, String value) {
                return known && name.equals("plan") && value.equals("gold");
            }

            @Override
            public Optional<String> httpMethod() {
                return Optional.of("GET");
            }

            @Override
            public List<String> path() {
                return List.of("orders");
            }

            @Override
            public Optional<String> servletName() {
                return Optional.of(servlet.replace("Shop", Shop.class.getName()));
            }
        };
    }

    private static void apply(String rule, RateLimits limits) {
        String[] words = rule.split("-", -1);
        RateLimitSubject subject = words.length < 2
                ? RateLimitSubject.user("bob")
                : switch (words[1]) {
                    case "user" -> RateLimitSubject.user("ada");
                    case "claim" -> RateLimitSubject.claim("plan", "gold");
                    case "address" -> RateLimitSubject.address("192.0.2.1");
                    default -> RateLimitSubject.user(words[1]);
                };
        switch (words[0]) {
            case "allow" -> limits.allow(subject, HOUR);
            case "deny" -> limits.deny(subject, HOUR);
            case "five" -> limits.setLimit("all", subject, 5, HOUR);
            default -> assertThat(rule).isEqualTo("nothing");
        }
    }

    /** The policy of the path admits two requests. */
    @ParameterizedTest(name = "{0}, servlet {1}")
    @CsvSource({
        "nothing,       Shop,                           2",
        "allow-user,    Shop,                           9",
        "allow-claim,   Shop,                           9",
        "allow-address, Shop,                           9",
        "allow-bob,     Shop,                           2",
        "five-user,     Shop,                           5",
        "five-claim,    Shop,                           5",
        "five-bob,      Shop,                           2",
        "deny-user,     Shop,                           0",
        "deny-address,  Shop,                           0",
        "allow-user,    jakarta.ws.rs.core.Application, 9",
        "allow-user,    java.lang.String,               2",
        "allow-user,    default,                        2",
        "allow-address, default,                        9",
        "deny-address,  default,                        0"
    })
    void rules_aboutTheCaller_applyIfJaxRsAnswers(String rule, String servlet, int admitted) {
        properties.put("beacon.ratelimit.\"all\".paths", "/**");
        properties.put("beacon.ratelimit.\"all\".value", "2");
        RateLimitPolicies policies = policies(List.of());
        RequestLimits limits = limits(policies);
        apply(rule, new StoreRateLimits(rules, policies));

        long found = 0;
        for (int i = 0; i < CALLS; i++) {
            found += request(limits, servlet) ? 1 : 0;
        }
        assertThat(found).isEqualTo(admitted);
    }

    @ParameterizedTest
    @CsvSource({"/orders/**, false", "/other/**, true"})
    void refusedRequest_ofADeniedCaller_isDeniedOnlyIfAPolicyCountsIt(String paths, boolean admitted) {
        properties.put("beacon.ratelimit.\"all\".paths", paths);
        properties.put("beacon.ratelimit.\"all\".value", "2");
        RateLimitPolicies policies = policies(List.of());
        RequestLimits limits = limits(policies);
        apply("deny-address", new StoreRateLimits(rules, policies));
        BeanMethod method = new BeanMethod(Orders.class, Orders.class.getDeclaredMethods()[0]);

        for (RequestLimits.Limit limit :
                List.of(limits.of(method).orElseThrow(), limits.ofRefused(), limits.ofUnmatched())) {
            counts = new RequestCounts();
            assertThat(limit.decideRefused(ada("Shop", true), false, null).admitted())
                    .isEqualTo(admitted);
        }
    }

    /** Whether all filters have admitted a request. */
    private boolean request(RequestLimits limits, String servlet) {
        counts = new RequestCounts();
        if (!limits.decideEarly(counts, ada(servlet, false), false).admitted()) {
            return false;
        }
        BeanMethod method = new BeanMethod(Orders.class, Orders.class.getDeclaredMethods()[0]);
        RequestLimits.Limit limit = limits.of(method).orElseThrow();
        Verdict before = limit.decideEarly(ada(servlet, false), false).orElse(null);
        return (before == null || before.admitted())
                && limit.decide(ada(servlet, true), false, before).admitted();
    }
}
