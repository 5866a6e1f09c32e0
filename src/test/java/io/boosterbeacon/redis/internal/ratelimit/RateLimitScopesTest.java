package io.boosterbeacon.redis.internal.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.PolicyScope;
import io.boosterbeacon.redis.ratelimit.RateLimitScope;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which calls are counted together. */
class RateLimitScopesTest extends RateLimitFixture {
    private static final ApplicationSettings SHOP = new ApplicationSettings("shop", Set.of(), false, Set.of());
    private static final ApplicationSettings BANK = new ApplicationSettings("bank", Set.of(), false, Set.of());

    @SuppressWarnings("UnusedMethod") // named by reflection
    static final class Another {
        void admit() {}
    }

    private static PolicyScope group(String name) {
        return new PolicyScope(RateLimitScope.ENDPOINT, name);
    }

    private static PolicyScope scope(RateLimitScope scope) {
        return new PolicyScope(scope, "");
    }

    /** Whether a call of one endpoint leaves no permit for the other. */
    private boolean countTogether(Endpoint one, Endpoint other) {
        now = now.plus(WINDOW);
        assertThat(admitted(one, ADA, 2)).isEqualTo(1);
        return admitted(other, ADA, 1) == 0;
    }

    private boolean countTogether(PolicyScope scope, Class<?> otherBean, String otherMethod) {
        return countTogether(
                endpoint("admit", policy("p", 1).scope(scope)),
                endpoint(SHOP, otherBean, otherMethod, policy("p", 1).scope(scope)));
    }

    @Test
    void scope_ofEachKind_countsItsCallsTogether() {
        assertThat(countTogether(scope(RateLimitScope.ENDPOINT), Sample.class, "other"))
                .isFalse();
        assertThat(countTogether(scope(RateLimitScope.CLASS), Sample.class, "other"))
                .isTrue();
        assertThat(countTogether(scope(RateLimitScope.CLASS), Another.class, "admit"))
                .isFalse();
        assertThat(countTogether(scope(RateLimitScope.APPLICATION), Another.class, "admit"))
                .isTrue();
        assertThat(countTogether(group("orders"), Another.class, "admit")).isTrue();
    }

    @Test
    void scope_withPoliciesOfSeveralNames_countsEachNameApart() {
        for (PolicyScope scope :
                new PolicyScope[] {scope(RateLimitScope.CLASS), scope(RateLimitScope.APPLICATION), group("orders")}) {
            assertThat(countTogether(
                            endpoint("admit", policy("p", 1).scope(scope)),
                            endpoint("other", policy("q", 1).scope(scope))))
                    .as(scope.toString())
                    .isFalse();
        }
    }

    @Test
    void groups_ofTwoNames_countApart() {
        assertThat(countTogether(
                        endpoint("admit", policy("p", 1).scope(group("orders"))),
                        endpoint("admit", policy("p", 1).scope(group("order")))))
                .isFalse();
    }

    @Test
    void group_passedTwiceInOneRequest_countsEachCall() {
        Policy policy = policy("p", 3).scope(group("orders"));
        Endpoint resource = endpoint("admit", policy);
        Endpoint bean = endpoint(SHOP, Another.class, "admit", policy);

        assertThat(admitted(resource, ADA, 1)).isEqualTo(1);
        assertThat(admitted(bean, ADA, 1)).isEqualTo(1);
        assertThat(admitted(resource, ADA, 1)).isEqualTo(1);
        assertThat(admitted(bean, ADA, 1)).isZero();
    }

    @Test
    void group_ofTwoApplications_countsTogetherOnlyIfBothShareIt() {
        Policy policy = policy("p", 1).scope(group("orders"));
        Set<String> orders = Set.of("orders");
        assertThat(countTogether(
                        endpoint(SHOP, Sample.class, "admit", policy), endpoint(BANK, Sample.class, "admit", policy)))
                .isFalse();
        assertThat(countTogether(
                        endpoint(sharing("shop", orders), Sample.class, "admit", policy),
                        endpoint(BANK, Sample.class, "admit", policy)))
                .isFalse();
        assertThat(countTogether(
                        endpoint(sharing("shop", orders), Sample.class, "admit", policy),
                        endpoint(sharing("bank", Set.of("bills")), Sample.class, "admit", policy)))
                .isFalse();
        assertThat(countTogether(
                        endpoint(sharing("shop", orders), Sample.class, "admit", policy),
                        endpoint(sharing("bank", Set.of("*")), Sample.class, "admit", policy)))
                .isTrue();
        assertThat(countTogether(
                        endpoint(sharing("shop", orders), Sample.class, "admit", policy),
                        endpoint(
                                new ApplicationSettings("bank", Set.of(), true, Set.of()),
                                Another.class,
                                "admit",
                                policy)))
                .isTrue();
    }

    private static ApplicationSettings sharing(String name, Set<String> groups) {
        return new ApplicationSettings(name, Set.of(), false, groups);
    }

    @Test
    void scopeApplication_ofTwoApplicationsThatShareNamedLimits_countsEachApart() {
        Policy policy = policy("p", 1).scope(scope(RateLimitScope.APPLICATION));
        assertThat(countTogether(
                        endpoint(
                                new ApplicationSettings("shop", Set.of(), true, Set.of()),
                                Sample.class,
                                "admit",
                                policy),
                        endpoint(
                                new ApplicationSettings("bank", Set.of(), true, Set.of()),
                                Sample.class,
                                "admit",
                                policy)))
                .isFalse();
    }
}
