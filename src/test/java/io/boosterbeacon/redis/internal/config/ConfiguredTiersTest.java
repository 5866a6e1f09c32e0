package io.boosterbeacon.redis.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tiers of callers, from the configuration. */
class ConfiguredTiersTest {
    private static final String PREFIX = "beacon.ratelimit.tiers.\"premium\".";
    private static final String PLACE = "@RateLimit on " + Api.class.getName();

    static class Api {
        @RateLimit(
                value = 3,
                name = "report",
                tiers = {"gold", "premium"})
        void report() {}

        @RateLimit(value = 1L << 52, tiers = "premium")
        void huge() {}

        @RateLimit(value = 9, cost = 9, tiers = "gold")
        void costly() {}

        @RateLimit(tiers = "premum")
        void misspelt() {}

        @RateLimit(tiers = {"gold", "gold"})
        void twice() {}

        @RateLimit
        void plain() {}
    }

    private final Map<String, String> properties = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    @BeforeEach
    void defineTiers() {
        properties.put(PREFIX + "role", "premium-user");
        properties.put(PREFIX + "factor", "3");
        properties.put("beacon.ratelimit.tiers.\"gold\".claim", "plan");
        properties.put("beacon.ratelimit.tiers.\"gold\".claim-value", "gold");
        properties.put("beacon.ratelimit.tiers.\"gold\".value", "7");
    }

    private RateLimitPolicies policies() {
        return new RateLimitPolicies(
                name -> Optional.ofNullable(properties.get(name)),
                properties.keySet(),
                problem -> problems.add(problem.getMessage()));
    }

    private RateLimitPolicy policy(String method) throws NoSuchMethodException {
        return policies().of(Api.class, Api.class.getDeclaredMethod(method)).get(0);
    }

    @Test
    void tiers_ofAPolicy_haveTheirLimitsTheLargestFirst() throws Exception {
        PolicyTier premium = new PolicyTier("premium", "premium-user", "", "", 9);
        PolicyTier gold = new PolicyTier("gold", "", "plan", "gold", 7);

        assertThat(policy("report").tiers()).containsExactly(premium, gold);
        assertThat(policy("report").withLimit(premium.limit()).limit()).isEqualTo(9);
        assertThat(policy("plain").tiers()).isEmpty();
        assertThat(problems).isEmpty();
    }

    @Test
    void tier_withALimitForThePolicy_hasThat() throws Exception {
        properties.put("beacon.ratelimit.\"report\".tiers.\"premium\".value", "5");
        properties.put("beacon.ratelimit.\"report\".tiers.\"gold\".factor", "4");

        assertThat(policy("report").tiers()).extracting(PolicyTier::limit).containsExactly(12L, 5L);
    }

    @Test
    void tiers_overridden_areThoseOfTheProperty() throws Exception {
        properties.put("beacon.ratelimit.\"report\".tiers", "gold");
        assertThat(policy("report").tiers()).extracting(PolicyTier::name).containsExactly("gold");
        properties.put("RateLimit/tiers", "gold, premium");
        assertThat(policy("plain").tiers()).extracting(PolicyTier::limit).containsExactly(300L, 7L);
    }

    @Test
    void tiers_ofAPolicyForPaths_areRead() {
        properties.put("beacon.ratelimit.\"api\".paths", "/api/**");
        properties.put("beacon.ratelimit.\"api\".tiers", "premium");

        assertThat(policies().paths()).singleElement().satisfies(path -> assertThat(
                        path.policy().tiers())
                .extracting(PolicyTier::limit)
                .containsExactly(300L));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "huge | .huge() | factor is \"3\"; accepted: a whole number from 1 to 1",
                "costly | .costly() | cost is \"9\"; accepted: a whole number from 1 to the limit of the tier gold, 7",
                "misspelt | .misspelt() | tiers is \"premum\"; accepted: the name of a tier with"
                        + " beacon.ratelimit.tiers.\"<name>\".role or .claim; defined are gold, premium, and the nearest is"
                        + " \"premium\"",
                "twice | .twice() | tiers is \"gold, gold\"; accepted: each tier once",
            })
    void policy_withAWrongTier_isRefused(String method, String place, String message) {
        assertThatThrownBy(() -> policy(method))
                .isInstanceOf(ConfigProblem.class)
                .hasMessage((method.equals("huge") ? PREFIX : PLACE + place + ": ") + message);
    }

    @Test
    void policy_withATierWhereNoneIsDefined_isRefused() {
        properties.clear();
        assertThatThrownBy(() -> policy("misspelt")).hasMessageEndingWith(".role or .claim; none is defined");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "claim | plan | claim is \"plan\"; accepted: nothing, because the tier has a role",
                "claim-value | gold | claim-value is \"gold\"; accepted: nothing, because the tier has no claim",
                "value | 7 | factor is \"3\"; accepted: nothing, because " + PREFIX + "value is set",
                "factor | 0 | factor is \"0\"; accepted: a whole number from 1 to",
                "factor | x | factor is \"x\"; accepted: a whole number from 1 to",
                "factor | '' | factor is missing; accepted: a whole number from 1, or " + PREFIX + "value",
            })
    void tier_withAMistake_isToldThoughNoPolicyUsesIt(String member, String value, String message) {
        properties.put(PREFIX + member, value);
        policies();
        assertThat(problems).singleElement().asString().startsWith(PREFIX + message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"factor", "value", "claim-value", "role", "claim"})
    void tier_withNeitherARoleNorAClaim_isRefusedWhicheverMemberNamesIt(String member) {
        String prefix = "beacon.ratelimit.tiers.\"silver\".";
        properties.put(prefix + member, member.equals("role") || member.equals("claim") ? " " : "3");
        policies();
        assertThat(problems)
                .containsExactly(prefix + "role is missing; accepted: the name of a role, or " + prefix + "claim");

        properties.put("RateLimit/tiers", "silver");
        assertThatThrownBy(() -> policy("plain")).hasMessageStartingWith(prefix + "role is missing; accepted: ");
    }

    @Test
    void tier_withABadName_isRefused() {
        properties.put("beacon.ratelimit.tiers.\"a b\".role", "x");
        policies();
        assertThat(problems).singleElement().asString().contains("\"a b\"; accepted: 1 to 64 letters");
    }
}
