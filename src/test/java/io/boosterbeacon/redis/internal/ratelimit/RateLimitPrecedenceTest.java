package io.boosterbeacon.redis.internal.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.event.RateLimitExceeded;
import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.PolicyTier;
import io.boosterbeacon.redis.internal.config.RateLimitPolicies;
import io.boosterbeacon.redis.internal.config.SkipRules;
import io.boosterbeacon.redis.internal.ratelimit.binding.RequestCounts;
import io.boosterbeacon.redis.internal.ratelimit.binding.RequestLimits;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitCount;
import io.boosterbeacon.redis.ratelimit.RateLimitExempt;
import io.boosterbeacon.redis.ratelimit.RateLimitSubject;
import io.boosterbeacon.redis.ratelimit.RateLimits;
import jakarta.ws.rs.GET;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of several rules about a call wins. */
class RateLimitPrecedenceTest extends RateLimitFixture {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int CALLS = 20;
    private static final int ALL = CALLS;

    /** A class whose annotation a method is exempt from. */
    @RateLimit(name = "p", value = 5)
    public static class Limited {
        @GET
        public void counted() {}

        @GET
        @RateLimitExempt
        public void exempt() {}
    }

    private static final PolicyTier PREMIUM = new PolicyTier("premium", "premium", "", "", 8);

    /** Ada has the role of a tier, and a claim. */
    private static final Caller PREMIUM_ADA = new Caller() {
        @Override
        public Optional<String> address() {
            return ADA.address();
        }

        @Override
        public Optional<String> user() {
            return ADA.user();
        }

        @Override
        public boolean isInRole(String role) {
            return role.equals("premium");
        }

        @Override
        public boolean hasClaim(String name, String value) {
            return name.equals("plan") && value.equals("gold");
        }

        @Override
        public Optional<String> httpMethod() {
            return Optional.of("GET");
        }

        @Override
        public List<String> path() {
            return List.of("limited");
        }
    };

    private final Map<String, String> properties = Map.of(
            "beacon.ratelimit.\"path\".paths", "/limited",
            "beacon.ratelimit.\"path\".value", "6");
    private final RateLimitPolicies policies = new RateLimitPolicies(name -> Optional.empty());
    private final RateLimits limits = new StoreRateLimits(rules, policies);

    @BeforeEach
    void read() throws NoSuchMethodException {
        assertThat(policies.of(Limited.class, Limited.class.getMethod("counted")))
                .hasSize(1);
    }

    /** The policy admits 5, its tier 8. Subjects are told apart by how they are recognized. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "nothing                             | 8",
                "limit-all 4                         | 4",
                "limit-all 12                        | 12",
                "limit-user 7                        | 7",
                "limit-user 3, limit-all 12          | 3",
                "limit-user 12, limit-all 3          | 12",
                "limit-user 3, limit-address 6       | 6",
                "limit-claim 2, limit-network 4      | 4",
                "limit-bob 3                         | 8",
                "allow-user                          | 20",
                "allow-claim, limit-user 3           | 20",
                "allow-network, limit-all 3          | 20",
                "deny-user                           | 0",
                "deny-user, allow-user               | 0",
                "deny-network, allow-user            | 0",
                "deny-claim, allow-address           | 0",
                "deny-user, limit-user 12            | 0",
                "deny-address, limit-all 12          | 0",
                "deny-bob                            | 8",
                "deny-user, allow-user, limit-user 3 | 0"
            })
    void rules_aboutOneCaller_areWeighed(String given, int admitted) {
        List.of(given.split(", ")).forEach(this::apply);

        assertThat(admitted(endpoint(policy("p", 5).tiers(PREMIUM)), PREMIUM_ADA, CALLS))
                .isEqualTo(admitted);
    }

    private void apply(String rule) {
        String effect = rule.replaceFirst("-.*", "");
        RateLimitSubject subject = subject(rule.replaceFirst("^[^-]*-?([^ ]*).*", "$1"));
        long limit = Long.parseLong("0" + rule.replaceAll("[^0-9]", ""));
        switch (effect) {
            case "deny" -> limits.deny(subject, HOUR);
            case "allow" -> limits.allow(subject, HOUR);
            case "limit" -> {
                if (rule.startsWith("limit-all")) {
                    limits.setLimit("p", limit, HOUR);
                } else {
                    limits.setLimit("p", subject, limit, HOUR);
                }
            }
            default -> assertThat(rule).isEqualTo("nothing");
        }
    }

    private static RateLimitSubject subject(String name) {
        return switch (name) {
            case "address" -> RateLimitSubject.address("192.0.2.1");
            case "network" -> RateLimitSubject.address("192.0.2.0/24");
            case "claim" -> RateLimitSubject.claim("plan", "gold");
            case "bob" -> RateLimitSubject.user("bob");
            default -> RateLimitSubject.user("ada");
        };
    }

    /** Whoever is denied is denied whichever policies count the call, even if none of them would. */
    @Test
    void deny_ofACallThatNoPolicyWouldDeny_denies() {
        limits.deny(RateLimitSubject.user("ada"), HOUR);
        SkipRules reads = new SkipRules(Set.of("GET"), Set.of(), RateLimitCount.ALL);

        assertThat(admitted(endpoint(policy("p", 5).shadow()), PREMIUM_ADA, CALLS))
                .isZero();
        assertThat(admitted(endpoint(policy("p", 5).skip(reads)), PREMIUM_ADA, CALLS))
                .isZero();
        assertThat(events).hasSize(2 * CALLS).allSatisfy(event -> assertThat(event)
                .isInstanceOfSatisfying(RateLimitExceeded.class, exceeded -> {
                    assertThat(exceeded.policy()).isEqualTo("deny-list");
                    assertThat(exceeded.shadow()).isFalse();
                }));
    }

    @Test
    void allow_countsInNoPolicyEitherInShadowMode() {
        Endpoint endpoint = endpoint(policy("p", 5), policy("trial", 1).shadow());
        limits.allow(RateLimitSubject.user("ada"), HOUR);
        assertThat(admitted(endpoint, PREMIUM_ADA, CALLS)).isEqualTo(ALL);
        assertThat(events).isEmpty();
        limits.unlist(RateLimitSubject.user("ada"));

        assertThat(admitted(endpoint, PREMIUM_ADA, 1)).isEqualTo(1);
        assertThat(events).isEmpty();
    }

    @Test
    void limit_ofAPolicyInShadowMode_isReportedAndDeniesNothing() {
        limits.setLimit("p", 2, HOUR);

        assertThat(admitted(endpoint(policy("p", 5).shadow()), PREMIUM_ADA, 5)).isEqualTo(5);
        assertThat(events).hasSize(3);
    }

    /** What another policy denies does not count in shadow mode, as it would not count in force. */
    @Test
    void denial_byAnotherPolicy_isNotCountedInShadowMode() {
        Endpoint endpoint = endpoint(policy("p", 2), policy("trial", 3).shadow());
        assertThat(admitted(endpoint, ADA, CALLS)).isEqualTo(2);
        events.clear();

        assertThat(admitted(endpoint(policy("trial", 3).shadow()), ADA, 1)).isEqualTo(1);
        assertThat(events).isEmpty();
    }

    /** Nothing counts an exempt method, so no rule applies to it; policies of paths count it like any other. */
    @ParameterizedTest
    @CsvSource({"counted, false, 0", "counted, true, 0", "exempt, false, 20", "exempt, true, 0"})
    void deny_ofAnExemptMethod_appliesOnlyWithAPolicyOfItsPath(String method, boolean withPath, int admitted)
            throws NoSuchMethodException {
        limits.deny(RateLimitSubject.user("ada"), HOUR);

        assertThat(admittedTo(method, withPath)).isEqualTo(admitted);
    }

    @ParameterizedTest
    @CsvSource({"counted, false, 5", "counted, true, 5", "exempt, false, 20", "exempt, true, 6"})
    void exempt_method_isCountedByPoliciesOfItsPathOnly(String method, boolean withPath, int admitted)
            throws NoSuchMethodException {
        assertThat(admittedTo(method, withPath)).isEqualTo(admitted);
    }

    @ParameterizedTest
    @CsvSource({"counted, true", "exempt, true", "counted, false"})
    void allow_ofAnyMethod_countsNothing(String method, boolean withPath) throws NoSuchMethodException {
        limits.allow(RateLimitSubject.user("ada"), HOUR);

        assertThat(admittedTo(method, withPath)).isEqualTo(ALL);
    }

    private long admittedTo(String name, boolean withPath) throws NoSuchMethodException {
        Map<String, String> configured = withPath ? properties : Map.of();
        RequestLimits requests = new RequestLimits(
                new RateLimitPolicies(key -> Optional.ofNullable(configured.get(key)), configured.keySet(), problem -> {
                    throw problem;
                }),
                decider,
                RequestCounts::new,
                new ApplicationSettings("shop", Set.of(), false, Set.of()));
        BeanMethod called = BeanMethod.of(Limited.class, Limited.class.getMethod(name));
        long admitted = 0;
        for (int i = 0; i < CALLS; i++) {
            admitted += requests.of(called)
                            .map(limit -> limit.decide(PREMIUM_ADA, false, null).admitted())
                            .orElse(true)
                    ? 1
                    : 0;
        }
        return admitted;
    }
}
