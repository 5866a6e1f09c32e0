package io.boosterbeacon.redis.internal.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.RateLimitPolicies;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests the policies of paths count, however their paths are written. */
class PathPoliciesTest {
    private static final ApplicationSettings SHOP = new ApplicationSettings("shop", Set.of(), false, Set.of());

    private static PathPolicies policies(Map<String, String> properties) {
        return new PathPolicies(
                SHOP,
                new RateLimitPolicies(
                                name -> Optional.ofNullable(properties.get(name)), properties.keySet(), problem -> {
                                    throw problem;
                                })
                        .paths());
    }

    private static List<String> names(PathPolicies policies, String method, String uri, boolean preflight) {
        return names(policies.of(method, UriText.segments("/shop", uri), preflight, false));
    }

    private static List<String> names(List<MethodLimit> limits) {
        return limits.stream().map(limit -> limit.policy().name()).toList();
    }

    private final PathPolicies policies = policies(Map.of(
            "beacon.ratelimit.\"all\".paths", "/**",
            "beacon.ratelimit.\"orders\".paths", "/api/orders/*",
            "beacon.ratelimit.\"posts\".paths", "/api/**",
            "beacon.ratelimit.\"posts\".methods", "POST, OPTIONS"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/shop/api/orders/7",
                "/shop/api/orders/7/",
                "//shop//api///orders/7",
                "/shop/api;v=1/orders;x/7;y=2",
                "/shop/%61pi/order%73/7",
                "/shop/api/orders/%37",
                "/shop/api/./orders/7",
                "/shop/api/x/../orders/7",
                "/shop/api/x/%2e%2E/orders/7",
                "/shop/../shop/api/orders/7",
                "/../shop/api/orders/a%2Fb",
                "/shop/api/orders/%zz",
            })
    void request_writtenInAnyWay_isCounted(String uri) {
        assertThat(names(policies, "GET", uri, false)).containsExactly("all", "orders");
    }

    @ParameterizedTest
    @CsvSource({"/shop/api/orders, all", "/shop/api/orders/7/parts, all", "/shop, all", "/other, all"})
    void request_ofAnotherPath_isNot(String uri, String name) {
        assertThat(names(policies, "GET", uri, false)).containsExactly(name);
    }

    @Test
    void request_ofAMethodThatAPolicyNames_isCountedByItToo() {
        assertThat(names(policies, "POST", "/shop/api/orders/7", false)).containsExactly("all", "orders", "posts");
    }

    @Test
    void preflight_isCountedOnlyByAPolicyThatNamesItsMethod() {
        assertThat(names(policies, "OPTIONS", "/shop/api/orders/7", true)).containsExactly("posts");
        assertThat(names(policies, "OPTIONS", "/shop/api/orders/7", false)).containsExactly("all", "orders", "posts");
    }

    @Test
    void request_thatMatchesNoResource_isCountedByThePoliciesOfSuchRequestsToo() {
        PathPolicies unmatched = policies(Map.of(
                "beacon.ratelimit.\"all\".paths", "/**",
                "beacon.ratelimit.\"nothing\".paths", "/api/**",
                "beacon.ratelimit.\"nothing\".unmatched", "true"));

        assertThat(names(unmatched.of("GET", List.of("api", "x"), false, true))).containsExactly("all", "nothing");
        assertThat(names(unmatched.of("GET", List.of("api", "x"), false, false)))
                .containsExactly("all");
        assertThat(names(unmatched.of("GET", List.of("x"), false, true))).containsExactly("all");
    }

    @Test
    void policies_noneConfigured_countNothing() {
        PathPolicies none = policies(Map.of());
        assertThat(none.isEmpty()).isTrue();
        assertThat(none.of(Caller.NOBODY, false)).isEmpty();
    }
}
