package io.boosterbeacon.redis.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitCount;
import io.boosterbeacon.redis.ratelimit.RateLimitExempt;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import io.boosterbeacon.redis.ratelimit.RateLimitKeyResolver;
import io.boosterbeacon.redis.ratelimit.RateLimitScope;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitPoliciesTest {
    private static final String API = Api.class.getName();

    private final Map<String, String> properties = new HashMap<>();

    @RateLimit(7)
    static class Api {
        void ofTheClass() {}

        @RateLimit
        void plain() {}

        @RateLimit(
                value = 20,
                window = 3,
                windowUnit = ChronoUnit.MINUTES,
                key = RateLimitKey.HEADER,
                keyArgument = "X-Tenant",
                cost = 2,
                name = "burst",
                onStoreFailure = OnStoreFailure.CLOSED,
                shadow = true)
        void full() {}

        @RateLimit(value = 1, name = "second", windowUnit = ChronoUnit.SECONDS, window = 1)
        @RateLimit(value = 50, name = "minute")
        void several() {}

        @RateLimit(keyResolver = Tenant.class)
        void resolved() {}

        @RateLimitExempt
        void exempt() {}
    }

    static class Heir extends Api {
        void ofTheHeir() {}
    }

    interface Contract {
        @RateLimit(3)
        void promised();

        @RateLimit(3)
        void loosened();
    }

    static class Implementation extends Api implements Contract {
        @Override
        public void promised() {}

        @Override
        @RateLimitExempt
        public void loosened() {}

        @Override
        void plain() {}
    }

    static class Unlimited {
        void free() {}
    }

    interface Tenant extends RateLimitKeyResolver {}

    private List<RateLimitPolicy> policies(Class<?> type, String name) {
        return new RateLimitPolicies(key -> Optional.ofNullable(properties.get(key))).of(type, method(type, name));
    }

    private RateLimitPolicy policy(String name) {
        List<RateLimitPolicy> policies = policies(Api.class, name);
        assertThat(policies).hasSize(1);
        return policies.get(0);
    }

    private static Method method(Class<?> type, String name) {
        try {
            return type.getDeclaredMethod(name);
        } catch (NoSuchMethodException e) {
            return method(type.getSuperclass(), name);
        }
    }

    @Test
    void policy_defaults_are100AMinuteForEachAddress() {
        assertThat(policy("plain"))
                .isEqualTo(new RateLimitPolicy(
                        "default",
                        100,
                        Duration.ofMinutes(1),
                        PolicyAlgorithm.FIXED_WINDOW,
                        PolicyKey.of(RateLimitKey.CLIENT_IP, ""),
                        PolicyScope.ENDPOINT,
                        List.of(),
                        SkipRules.NONE,
                        PolicyCost.ONE,
                        OnStoreFailure.LOCAL,
                        false));
    }

    @Test
    void policy_everyMember_isCarriedOver() {
        assertThat(policy("full"))
                .isEqualTo(new RateLimitPolicy(
                        "burst",
                        20,
                        Duration.ofMinutes(3),
                        PolicyAlgorithm.FIXED_WINDOW,
                        PolicyKey.of(RateLimitKey.HEADER, "x-tenant"),
                        PolicyScope.ENDPOINT,
                        List.of(),
                        SkipRules.NONE,
                        new PolicyCost(2, Optional.empty()),
                        OnStoreFailure.CLOSED,
                        true));
        assertThat(policy("resolved").key().resolver()).contains(Tenant.class);
    }

    @Test
    void policies_ofMethodAndClass_theMethodsReplaceTheClasses() {
        assertThat(policies(Api.class, "several"))
                .extracting(RateLimitPolicy::name)
                .containsExactly("second", "minute");
        assertThat(policy("ofTheClass").limit()).isEqualTo(7);
        assertThat(policies(Api.class, "exempt")).isEmpty();
        assertThat(policies(Unlimited.class, "free")).isEmpty();
    }

    @Test
    void policies_ofASubclass_areItsParents() {
        properties.put(API + "/RateLimit/value", "8");

        assertThat(policies(Heir.class, "ofTheHeir"))
                .extracting(RateLimitPolicy::limit)
                .containsExactly(8L);
        assertThat(policies(Heir.class, "plain"))
                .extracting(RateLimitPolicy::limit)
                .containsExactly(8L);
    }

    @Test
    void overrides_ofSeveralLevels_theNearestCounts() {
        properties.put("RateLimit/value", "1");
        assertThat(policy("plain").limit()).isEqualTo(1);
        properties.put(API + "/RateLimit/value", "2");
        assertThat(policy("plain").limit()).isEqualTo(2);
        properties.put(API + "/plain/RateLimit/value", "3");
        assertThat(policy("plain").limit()).isEqualTo(3);
    }

    @Test
    void overrides_ofAnAnnotationOnTheClass_areTheClassesNotTheMethods() {
        properties.put(API + "/ofTheClass/RateLimit/value", "3");
        assertThat(policy("ofTheClass").limit()).isEqualTo(7);
        properties.put(API + "/RateLimit/value", "2");
        assertThat(policy("ofTheClass").limit()).isEqualTo(2);
    }

    @Test
    void overrides_ofANamedPolicy_bearItsName() {
        properties.put(API + "/several/RateLimit/value", "9");
        properties.put(API + "/several/RateLimit/minute/value", "60");
        properties.put("RateLimit/second/window", "2");

        assertThat(policies(Api.class, "several"))
                .extracting(RateLimitPolicy::limit)
                .containsExactly(1L, 60L);
        assertThat(policies(Api.class, "several"))
                .extracting(RateLimitPolicy::window)
                .containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(60));
    }

    @Test
    void overrides_ofTheNamedPolicy_comeAfterThoseOfTheAnnotation() {
        properties.put("beacon.ratelimit.\"minute\".value", "60");
        properties.put("beacon.ratelimit.\"minute\".window", "5");
        properties.put("beacon.ratelimit.\"default\".value", "4");
        assertThat(policies(Api.class, "several"))
                .extracting(RateLimitPolicy::limit)
                .containsExactly(1L, 60L);
        properties.put("RateLimit/minute/value", "61");
        assertThat(policies(Api.class, "several"))
                .extracting(RateLimitPolicy::limit)
                .containsExactly(1L, 61L);
        properties.put(API + "/several/RateLimit/minute/value", "62");
        assertThat(policies(Api.class, "several"))
                .extracting(RateLimitPolicy::limit)
                .containsExactly(1L, 62L);
        assertThat(policies(Api.class, "several").get(1).window()).isEqualTo(Duration.ofSeconds(5));
        assertThat(policy("plain").limit()).isEqualTo(100);
    }

    @Test
    void overrides_ofEachMember_count() {
        properties.put("RateLimit/value", "5");
        properties.put("RateLimit/window", "2");
        properties.put("RateLimit/windowUnit", "hours");
        properties.put("RateLimit/key", "claim");
        properties.put("RateLimit/keyArgument", "tenant");
        properties.put("RateLimit/cost", "5");
        properties.put("RateLimit/onStoreFailure", "open");
        properties.put("RateLimit/shadow", "true");

        assertThat(policy("plain"))
                .isEqualTo(new RateLimitPolicy(
                        "default",
                        5,
                        Duration.ofHours(2),
                        PolicyAlgorithm.FIXED_WINDOW,
                        PolicyKey.of(RateLimitKey.CLAIM, "tenant"),
                        PolicyScope.ENDPOINT,
                        List.of(),
                        SkipRules.NONE,
                        new PolicyCost(5, Optional.empty()),
                        OnStoreFailure.OPEN,
                        true));
    }

    @Test
    void keys_overridden_areListsInTheOrderOfTheProperty() {
        properties.put("RateLimit/keys", "user, path_param,HEADER");
        properties.put("RateLimit/keyArgument", "id, X-Tenant");

        assertThat(policy("plain").key().parts())
                .containsExactly(
                        new PolicyKey.Part(RateLimitKey.USER, ""),
                        new PolicyKey.Part(RateLimitKey.PATH_PARAM, "id"),
                        new PolicyKey.Part(RateLimitKey.HEADER, "x-tenant"));
    }

    @Test
    void scope_overridden_isThatOfTheProperty() {
        properties.put("RateLimit/scope", "class");
        assertThat(policy("plain").scope()).isEqualTo(new PolicyScope(RateLimitScope.CLASS, ""));
        properties.remove("RateLimit/scope");
        properties.put(API + "/plain/RateLimit/group", "orders");
        assertThat(policy("plain").scope()).isEqualTo(new PolicyScope(RateLimitScope.ENDPOINT, "orders"));
    }

    @Test
    void skipRules_overridden_areThoseOfTheProperties() {
        properties.put("RateLimit/skipMethods", "options,Get");
        properties.put("RateLimit/skipRoles", "admin, auditor");
        properties.put("RateLimit/count", "failures");

        assertThat(policy("plain").skip())
                .isEqualTo(
                        new SkipRules(Set.of("OPTIONS", "GET"), Set.of("admin", "auditor"), RateLimitCount.FAILURES));
    }

    @Test
    void keyArgument_withAnEscapedComma_isOneName() {
        properties.put("RateLimit/key", "claim");
        properties.put("RateLimit/keyArgument", "https://example.com/a\\,b");

        assertThat(policy("plain").key()).isEqualTo(PolicyKey.of(RateLimitKey.CLAIM, "https://example.com/a,b"));
    }

    @Test
    void enabled_false_switchesOffThatPolicyOnly() {
        properties.put("RateLimit/minute/enabled", "false");
        assertThat(policies(Api.class, "several"))
                .extracting(RateLimitPolicy::name)
                .containsExactly("second");
        properties.put(API + "/plain/RateLimit/enabled", "false");
        assertThat(policies(Api.class, "plain")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "value | 0 | a whole number from 1 to 9007199254740991",
                "value | many | a whole number from 1 to 9007199254740991",
                "value | 9007199254740992 | a whole number from 1 to 9007199254740991",
                "window | -1 | a whole number from 1 to",
                "windowUnit | fortnights | MILLIS, SECONDS, MINUTES, HOURS, HALF_DAYS, DAYS",
                "windowUnit | years | MILLIS, SECONDS, MINUTES, HOURS, HALF_DAYS, DAYS",
                "key | colour | CLIENT_IP, USER, USER_OR_IP, GLOBAL, HEADER, CLAIM, PATH_PARAM,",
                "cost | 0 | a whole number from 1 to",
                "scope | planet | ENDPOINT, CLASS, APPLICATION",
                "count | some | ALL, FAILURES, SUCCESSES",
                "onStoreFailure | maybe | OPEN, CLOSED, LOCAL",
                "shadow | 1 | true or false",
                "enabled | no | true or false",
            })
    void override_badValue_namesPropertyValueAndWhatIsAccepted(String member, String value, String accepted) {
        String property = API + "/plain/RateLimit/" + member;
        properties.put(property, value);

        assertThatThrownBy(() -> policy("plain"))
                .isInstanceOf(ConfigProblem.class)
                .hasMessageStartingWith(property + " is \"" + value + "\"; accepted: " + accepted);
    }

    @Test
    void method_thatOverrides_hasTheLimitOfWhatItOverrides() {
        assertThat(policies(Implementation.class, "promised"))
                .extracting(RateLimitPolicy::limit)
                .containsExactly(3L);
        assertThat(policies(Implementation.class, "plain"))
                .extracting(RateLimitPolicy::limit)
                .containsExactly(100L);
        assertThat(policies(Implementation.class, "loosened")).isEmpty();
    }
}
