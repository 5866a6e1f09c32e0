package io.boosterbeacon.redis.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.ratelimit.RateLimitCostResolver;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import io.boosterbeacon.redis.ratelimit.RateLimitScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policies that only the configuration defines. */
class PathPolicyTest {
    private static final String PREFIX = "beacon.ratelimit.\"search\".";

    private final Map<String, String> properties = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    private List<PathPolicy> read() {
        return new RateLimitPolicies(
                        name -> Optional.ofNullable(properties.get(name)),
                        properties.keySet(),
                        problem -> problems.add(problem.getMessage()))
                .paths();
    }

    private void put(String member, String value) {
        properties.put(PREFIX + member, value);
    }

    @Test
    void policy_withPathsOnly_hasTheDefaultsAndCountsItsRequestsTogether() {
        put("paths", "/api/search");

        assertThat(read()).singleElement().satisfies(found -> {
            assertThat(found.policy())
                    .isEqualTo(new RateLimitPolicy(
                            "search",
                            100,
                            Duration.ofMinutes(1),
                            PolicyAlgorithm.FIXED_WINDOW,
                            PolicyKey.of(RateLimitKey.CLIENT_IP, ""),
                            new PolicyScope(RateLimitScope.APPLICATION, ""),
                            List.of(),
                            SkipRules.NONE,
                            PolicyCost.ONE,
                            OnStoreFailure.LOCAL,
                            false));
            assertThat(found.paths()).containsExactly(new PathPattern(List.of("api", "search"), false));
            assertThat(found.methods()).isEmpty();
            assertThat(found.unmatched()).isFalse();
        });
    }

    @Test
    void policy_withEachMember_hasThem() {
        put("paths", "/api/search, /api/find/**");
        put("methods", "get,Post");
        put("unmatched", "true");
        put("value", "20");
        put("window", "2");
        put("windowUnit", "minutes");
        put("keys", "user,path_param");
        put("keyArgument", "id");
        put("group", "reads");
        put("cost", "2");
        put("onStoreFailure", "closed");
        put("shadow", "true");

        assertThat(read()).singleElement().satisfies(found -> {
            assertThat(found.policy().limit()).isEqualTo(20);
            assertThat(found.policy().window()).isEqualTo(Duration.ofMinutes(2));
            assertThat(found.policy().key()).hasToString("USER, PATH_PARAM id");
            assertThat(found.policy().scope()).isEqualTo(new PolicyScope(RateLimitScope.ENDPOINT, "reads"));
            assertThat(found.policy().cost().fixed()).isEqualTo(2);
            assertThat(found.policy().onStoreFailure()).isEqualTo(OnStoreFailure.CLOSED);
            assertThat(found.policy().shadow()).isTrue();
            assertThat(found.paths()).hasSize(2);
            assertThat(found.methods()).isEqualTo(Set.of("GET", "POST"));
            assertThat(found.unmatched()).isTrue();
        });
    }

    @Test
    void costResolver_isNamedByItsClass() {
        put("paths", "/search");
        put("costResolver", " " + ByLength.class.getName() + " ");

        assertThat(read())
                .singleElement()
                .satisfies(found -> assertThat(found.policy().cost().resolver()).contains(ByLength.class));
    }

    interface ByLength extends RateLimitCostResolver {}

    @Test
    void policies_ofSeveralNames_areSortedAndOthersAreLeft() {
        put("paths", "/search");
        properties.put("beacon.ratelimit.\"login\".paths", "/login");
        properties.put("beacon.ratelimit.\"of-an-annotation\".value", "3");
        properties.put("beacon.ratelimit.\"off\".paths", "/off");
        properties.put("beacon.ratelimit.\"off\".enabled", "false");

        assertThat(read()).extracting(found -> found.policy().name()).containsExactly("login", "search");
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "value | 0 | beacon.ratelimit.\"search\".value is \"0\"; accepted: a whole number from 1 to",
                "cost | 101 | beacon.ratelimit.\"search\": cost is \"101\"; accepted: a whole number from 1 to the value",
                "window | x | beacon.ratelimit.\"search\".window is \"x\"; accepted: a whole number",
                "window | 400000000 | beacon.ratelimit.\"search\": window is \"400000000\"; accepted: a whole number of",
                "key | header | beacon.ratelimit.\"search\": keyArgument is \"\"; accepted: the name of the header",
                "scope | class | beacon.ratelimit.\"search\": scope is \"CLASS\"; accepted: APPLICATION, because",
                "scope | planet | beacon.ratelimit.\"search\".scope is \"planet\"; accepted: ENDPOINT, CLASS,",
                "group | a b | beacon.ratelimit.\"search\": group is \"a b\"; accepted: 1 to 64 letters",
                "methods | GET; POST | beacon.ratelimit.\"search\".methods is \"GET; POST\"; accepted: HTTP methods",
                "methods | GET,, | beacon.ratelimit.\"search\".methods is \"\"; accepted: HTTP methods such as",
                "unmatched | maybe | beacon.ratelimit.\"search\".unmatched is \"maybe\"; accepted: true",
                "costResolver | com.shop.Missing | beacon.ratelimit.\"search\".costResolver is \"com.shop.Missing\"; accepted: the name of a class of the application that implements RateLimitCostResolver",
                "costResolver | java.lang.String | beacon.ratelimit.\"search\".costResolver is \"java.lang.String\"; accepted: the name of a class",
                "paths | search | beacon.ratelimit.\"search\".paths is \"search\"; accepted: a path within",
            })
    void policy_withAMistake_isToldWithItsPropertyAndTheOthersAreRead(String member, String value, String told) {
        put("paths", "/search");
        put(member, value);
        properties.put("beacon.ratelimit.\"login\".paths", "/login");

        assertThat(read()).extracting(found -> found.policy().name()).containsExactly("login");
        assertThat(problems).singleElement().asString().startsWith(told);
    }

    @Test
    void policy_withABadName_isRefused() {
        properties.put("beacon.ratelimit.\"a b\".paths", "/search");

        assertThat(read()).isEmpty();
        assertThat(problems).singleElement().asString().contains("\"a b\"; accepted: 1 to 64 letters");
    }

    @Test
    void policy_withTheNameOfTheNameless_isRefused() {
        properties.put("beacon.ratelimit.\"default\".paths", "/search");

        assertThat(read()).isEmpty();
        assertThat(problems)
                .singleElement()
                .asString()
                .endsWith("is \"default\"; accepted: another name; this is the name of limits without one");
    }

    @Test
    void methods_ofAPolicy_areTheOnesThatItCounts() {
        put("paths", "/search");
        put("methods", "get");
        PathPolicy policy = read().get(0);
        List<String> path = List.of("search");

        assertThat(policy.matches("GET", path)).isTrue();
        assertThat(policy.matches("HEAD", path)).isTrue();
        assertThat(policy.matches("POST", path)).isFalse();
        assertThat(policy.countsPreflights()).isFalse();
        put("methods", "options");
        assertThat(read().get(0).countsPreflights()).isTrue();
        assertThat(read().get(0).matches("HEAD", path)).isFalse();
    }
}
