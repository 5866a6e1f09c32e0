package io.boosterbeacon.redis.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import io.boosterbeacon.redis.ratelimit.RateLimitScope;
import jakarta.ws.rs.core.Application;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policies that share a count must agree about it. */
class SharedCountsTest {
    static class Orders {
        @RateLimit(value = 6, window = 10, group = "orders")
        void list() {}

        @RateLimit(value = 6, window = 10, group = "orders", cost = 2, onStoreFailure = OnStoreFailure.CLOSED)
        void costly() {}

        @RateLimit(value = 7, window = 10, group = "orders")
        void otherValue() {}

        @RateLimit(value = 6, window = 11, group = "orders")
        void otherWindow() {}

        @RateLimit(
                value = 6,
                window = 10,
                group = "orders",
                keys = {RateLimitKey.USER, RateLimitKey.HEADER},
                keyArgument = "X-Tenant")
        void otherKeys() {}

        @RateLimit(value = 6, window = 10, group = "orders", shadow = true)
        void onTrial() {}

        @RateLimit(value = 7, window = 10, group = "orders", name = "other")
        void otherName() {}

        @RateLimit(value = 7, window = 10)
        void noGroup() {}

        @RateLimit(value = 6, window = 10, group = "order")
        void misspelt() {}
    }

    @RateLimit(value = 5, scope = RateLimitScope.CLASS)
    static class Wide {
        void one() {}

        void two() {}

        @RateLimit(value = 5, scope = RateLimitScope.APPLICATION)
        void everywhere() {}
    }

    static class Elsewhere {
        @RateLimit(value = 6, scope = RateLimitScope.APPLICATION)
        void everywhere() {}
    }

    private static final String ORDERS = "@RateLimit on " + Orders.class.getName();

    private final Map<String, String> properties = new HashMap<>();
    private final SharedCounts counts = new SharedCounts(new ApplicationSettings("shop", Set.of(), false, Set.of()));

    private void add(Class<?> type, String name) {
        BeanMethod method = new BeanMethod(
                type,
                Stream.of(type.getDeclaredMethods())
                        .filter(each -> each.getName().equals(name))
                        .findFirst()
                        .orElseThrow());
        new RateLimitPolicies(property -> Optional.ofNullable(properties.get(property)))
                .of(type, method.method())
                .forEach(policy -> counts.add(Members.place("RateLimit", method.method()), method, policy));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "otherValue | value is \"7\"; accepted: \"6\"",
                "otherWindow | window is \"PT11S\"; accepted: \"PT10S\"",
                "otherKeys | key is \"USER, HEADER x-tenant\"; accepted: \"CLIENT_IP\"",
                "onTrial | shadow is \"true\"; accepted: \"false\"",
            })
    void group_whoseMembersDisagree_namesBothPlacesAndTheDifference(String method, String difference) {
        add(Orders.class, "list");
        assertThatThrownBy(() -> add(Orders.class, method))
                .isInstanceOf(ConfigProblem.class)
                .hasMessage(ORDERS + "." + method + "(): " + difference + ", because " + ORDERS
                        + ".list() counts together with it (group \"orders\", name \"default\")");
    }

    @Test
    void group_whoseMembersDifferInCostOnly_isAccepted() {
        for (String method : List.of("list", "costly", "otherName", "noGroup")) {
            add(Orders.class, method);
        }
        assertThat(counts.warnings()).isEmpty();
    }

    @Test
    void group_overriddenAtOneOfItsMembers_isRefused() {
        properties.put(Orders.class.getName() + "/costly/RateLimit/value", "9");
        add(Orders.class, "list");
        assertThatThrownBy(() -> add(Orders.class, "costly")).hasMessageContaining("value is \"9\"; accepted: \"6\"");
    }

    @Test
    void scopes_ofClassAndApplication_areCompared() {
        for (String method : List.of("one", "two", "everywhere")) {
            add(Wide.class, method);
        }
        assertThatThrownBy(() -> add(Elsewhere.class, "everywhere"))
                .hasMessageContaining("Elsewhere.everywhere(): value is \"6\"; accepted: \"5\", because @RateLimit on "
                        + Wide.class.getName() + ".everywhere() counts together with it (scope APPLICATION,");
    }

    @Test
    void group_ofOneWithTheNameOfAnotherAlmost_isWarnedOf() {
        add(Orders.class, "list");
        add(Orders.class, "costly");
        add(Orders.class, "misspelt");
        assertThat(counts.warnings())
                .containsExactly(
                        ORDERS + ".misspelt() is alone in its group \"order\"; the nearest group is \"orders\"");
    }

    @RateLimit(value = 5, group = "orders")
    static class Shop extends Application {}

    @Test
    void applicationInAGroup_thatDisagreesWithAMethod_isRefused() throws Exception {
        RateLimitPolicies policies = new RateLimitPolicies(property -> Optional.empty());
        policies.addApplication(Shop.class);
        List<RateLimitPolicy> ofShop = policies.applications().getOrDefault(Shop.class, List.of());
        counts.add(Shop.class, ofShop);
        counts.add(ofPaths(ofShop.get(0)));

        RateLimitPolicy other = new RateLimitPolicies(
                        property -> Optional.of("6").filter(six -> property.endsWith("/value")))
                .of(Named.class, Named.class.getDeclaredMethod("call"))
                .get(0);
        assertThatThrownBy(() -> counts.add(ofPaths(other)))
                .hasMessage("beacon.ratelimit.\"application\": value is \"6\"; accepted: \"5\", because @RateLimit on "
                        + Shop.class.getName()
                        + " counts together with it (group \"orders\", name \"application\")");
    }

    private static PathPolicy ofPaths(RateLimitPolicy policy, String... methods) {
        return new PathPolicy(policy, List.of(), Set.of(methods), false);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "GET | none",
                "PATCH | none",
                "PROPFIND | none",
                "PURGE | none",
                "GTE | GET",
                "POTS | POST",
                "DELET | DELETE",
                "OPTION | OPTIONS",
            })
    void httpMethod_thatIsAlmostACommonOne_isWarnedOf(String method, @Nullable String nearest) {
        properties.put("RateLimit/skipMethods", method);
        add(Orders.class, "noGroup");
        counts.add(ofPaths(
                new RateLimitPolicies(name -> Optional.empty())
                        .of(Named.class, Named.class.getDeclaredMethods()[0])
                        .get(0),
                method));
        String told = " has the HTTP method " + method + ", which is unusual; the nearest is " + nearest;
        assertThat(counts.warnings())
                .isEqualTo(
                        nearest == null
                                ? List.of()
                                : List.of(
                                        ORDERS + ".noGroup(): skipMethods" + told,
                                        "beacon.ratelimit.\"application\".methods" + told));
    }

    @Test
    void sharedGroup_thatIsAlmostThatOfALimit_isWarnedOfWithTheNearest() {
        SharedCounts sharing = new SharedCounts(
                new ApplicationSettings("shop", Set.of(), false, Set.of("*", "orders", "oders", "tickets")));
        assertThat(sharing.warnings()).isEmpty();
        sharing.add(ofPaths(new RateLimitPolicies(name -> Optional.empty())
                .of(Named.class, Named.class.getDeclaredMethods()[0])
                .get(0)));
        assertThat(sharing.warnings())
                .containsExactly("beacon.ratelimit.shared-groups names the group \"oders\", which no limit of a bean or"
                        + " path has; the nearest group is \"orders\"");
    }

    static class Named {
        @RateLimit(value = 5, group = "orders", name = "application")
        void call() {}
    }
}
