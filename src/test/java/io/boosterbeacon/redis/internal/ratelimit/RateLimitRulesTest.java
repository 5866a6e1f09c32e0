package io.boosterbeacon.redis.internal.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.event.RateLimitExceeded;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.config.RateLimitPolicies;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitAlgorithm;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import io.boosterbeacon.redis.ratelimit.RateLimitRule;
import io.boosterbeacon.redis.ratelimit.RateLimitRule.Effect;
import io.boosterbeacon.redis.ratelimit.RateLimitSubject;
import io.boosterbeacon.redis.ratelimit.RateLimits;
import io.boosterbeacon.redis.testing.LogLines;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits that are changed at run time. */
class RateLimitRulesTest extends RateLimitFixture {
    private static final Duration HOUR = Duration.ofHours(1);

    /** Has the policies whose names the rules use. */
    @SuppressWarnings("UnusedMethod") // read by reflection
    private static class Named {
        @RateLimit(name = "p", value = 5)
        void counted() {}

        @RateLimit(name = "costly", value = 5, cost = 3)
        void costly() {}

        @RateLimit(name = "sliding", value = 5, window = 300_000, algorithm = RateLimitAlgorithm.SLIDING_WINDOW)
        void sliding() {}
    }

    private final RateLimitPolicies policies = new RateLimitPolicies(name -> Optional.empty());
    private final RateLimits limits = new StoreRateLimits(rules, policies);
    private final Endpoint endpoint = endpoint(policy("p", 5).key(RateLimitKey.USER));

    @BeforeEach
    void read() {
        for (var method : Named.class.getDeclaredMethods()) {
            assertThat(policies.of(Named.class, method)).hasSize(1);
        }
    }

    @Test
    void limit_ofASubject_replacesThePolicysForThatSubjectOnly() {
        assertThat(admitted(endpoint, ADA, 3)).isEqualTo(3);
        limits.setLimit("p", RateLimitSubject.user("ada"), 10, HOUR);

        assertThat(admitted(endpoint, ADA, 20)).isEqualTo(7);
        assertThat(admitted(endpoint, BOB, 20)).isEqualTo(5);
        Verdict denied = decider.decide(endpoint, ADA);
        assertThat(denied.denials().get(0).decision().limit()).isEqualTo(10);
    }

    @Test
    void limit_ofAllCallers_appliesToThoseWithoutTheirOwn() {
        limits.setLimit("p", 2);
        limits.setLimit("p", RateLimitSubject.user("bob"), 7, HOUR);

        assertThat(admitted(endpoint, ADA, 20)).isEqualTo(2);
        assertThat(admitted(endpoint, BOB, 20)).isEqualTo(7);
        limits.clearLimit("p");
        assertThat(admitted(endpoint, ADA, 20)).isEqualTo(3);
    }

    @Test
    void limit_lowered_keepsWhatIsSpent() {
        admitted(endpoint, ADA, 4);
        limits.setLimit("p", RateLimitSubject.user("ada"), 3, HOUR);
        assertThat(admitted(endpoint, ADA, 1)).isZero();
        limits.clearLimit("p", RateLimitSubject.user("ada"));

        assertThat(admitted(endpoint, ADA, 20)).isEqualTo(1);
    }

    static Stream<Policy> policiesOfSix() {
        return Stream.of(
                policy("p", 6),
                policy("p", 6).aligned(),
                policy("p", 6).algorithm(RateLimitAlgorithm.SLIDING_WINDOW, 0),
                policy("p", 6).algorithm(RateLimitAlgorithm.TOKEN_BUCKET, 6),
                policy("p", 6).algorithm(RateLimitAlgorithm.CONCURRENCY, 0));
    }

    /** Whatever is spent stays spent: before the rule, under it, and after its end. */
    @ParameterizedTest
    @MethodSource("policiesOfSix")
    void limit_ofAllCallersForATime_keepsWhatIsSpentAndReturns(Policy policy) {
        Endpoint counted = endpoint(policy.window(Duration.ofHours(2)));
        assertThat(admitted(counted, ADA, 4)).isEqualTo(4);
        limits.setLimit("p", 3, HOUR);
        assertThat(admitted(counted, ADA, 9)).isZero();
        assertThat(admitted(counted, BOB, 9)).isEqualTo(3);

        limits.setLimit("p", 10, Duration.ofMinutes(1));
        assertThat(admitted(counted, ADA, 9)).isEqualTo(6);
        assertThat(admitted(counted, BOB, 5)).isEqualTo(5);

        now = now.plus(Duration.ofMinutes(1));
        assertThat(admitted(counted, ADA, 9)).isZero();
        assertThat(admitted(counted, BOB, 9)).isZero();
        assertThat(admitted(counted, caller("192.0.2.3", "carol"), 9)).isEqualTo(6);
        assertThat(limits.rules()).isEmpty();
    }

    @Test
    void limit_ofASubject_endsWithItsLifetime() {
        limits.setLimit("p", 3);
        limits.setLimit("p", RateLimitSubject.user("ada"), 10, Duration.ofMinutes(1));
        Endpoint hourly = endpoint(policy("p", 5).window(HOUR));
        assertThat(admitted(hourly, ADA, 2)).isEqualTo(2);
        now = now.plus(Duration.ofMinutes(1));

        assertThat(admitted(hourly, ADA, 9)).isEqualTo(1);
    }

    /** A node of another configuration may have accepted the rule. */
    @Test
    void limit_thatThePolicyCannotHaveHere_hasNoEffectAndIsLoggedOnce() {
        Endpoint costly = endpoint(policy("p", 9).cost(3));
        limits.setLimit("p", 2);
        try (LogLines log = new LogLines("io.boosterbeacon.redis")) {
            assertThat(admitted(costly, ADA, 9)).isEqualTo(3);
            assertThat(log.all())
                    .containsExactly("a rule of RateLimits gives the policy p the limit 2, which it cannot have on this"
                            + " node: the rule has no effect here. This is said once");
        }
    }

    @Test
    void limit_ofAnotherPolicy_changesNothing() {
        limits.setLimit("costly", 100);

        assertThat(admitted(endpoint, ADA, 20)).isEqualTo(5);
    }

    @Test
    void limit_ofATokenBucket_growsItsBurst() {
        Endpoint bucket = endpoint(policy("p", 5).algorithm(RateLimitAlgorithm.TOKEN_BUCKET, 2));
        limits.setLimit("p", 50);

        assertThat(admitted(bucket, ADA, 100)).isEqualTo(20);
    }

    @Test
    void deny_subject_deniesUntilTheRuleEnds() {
        limits.allow(RateLimitSubject.user("ada"), HOUR);
        limits.deny(RateLimitSubject.user("ada"), Duration.ofMinutes(10));

        Verdict denied = decider.decide(endpoint, ADA);
        assertThat(denied.admitted()).isFalse();
        assertThat(denied.denials()).extracting(Verdict.Result::policy).containsExactly("deny-list");
        assertThat(denied.denials().get(0).decision().retryAfter()).isEqualTo(Duration.ofMinutes(10));
        assertThat(events).filteredOn(RateLimitExceeded.class::isInstance).hasSize(1);
        assertThat(decider.decide(endpoint, BOB).admitted()).isTrue();
        now = now.plus(Duration.ofMinutes(10));
        assertThat(admitted(endpoint, ADA, 20)).isEqualTo(20);
    }

    @Test
    void allow_subject_countsNothing() {
        limits.allow(RateLimitSubject.address("192.0.2.1"), HOUR);
        assertThat(admitted(endpoint, ADA, 50)).isEqualTo(50);
        limits.unlist(RateLimitSubject.address("192.0.2.1"));

        assertThat(admitted(endpoint, ADA, 50)).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "192.0.2.0/24, 192.0.2.200, true",
        "192.0.2.0/24, 192.0.3.1, false",
        "::ffff:192.0.2.7, 192.0.2.7, true",
        "2001:db8::1, 2001:db8::/64, true",
        "2001:db8:0:1::1, 2001:db8::/64, false",
        "2001:db8::/32, 2001:db8:5::/64, true",
        "0.0.0.0/1, unreadable, false"
    })
    void deny_address_isRecognized(String listed, String client, boolean denied) {
        limits.deny(RateLimitSubject.address(listed), HOUR);

        assertThat(decider.decide(endpoint, caller(client, "")).admitted()).isNotEqualTo(denied);
    }

    /** The addresses of a /64 are one client: nobody knows which of them has sent a request. */
    @ParameterizedTest
    @CsvSource({
        "2001:db8::/65",
        "2001:db8::/96",
        "2001:db8::/128",
        "2001:db8:0:0:1::/80",
        "2001:db8::5/128",
        "2001:DB8:0::5/128"
    })
    void network_thatIsAPartOfAClient_isRefused(String text) {
        RateLimitSubject part = RateLimitSubject.address(text);
        String message =
                "address is \"" + text + "\"; accepted: an IPv6 network with a prefix of at most 64 bits, because"
                        + " all addresses of such a network are one client (beacon.ratelimit.ipv6-prefix)";

        assertThatThrownBy(() -> limits.allow(part, HOUR))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> limits.deny(part, HOUR)).hasMessage(message);
        assertThatThrownBy(() -> limits.setLimit("p", part, 5, HOUR)).hasMessage(message);
        assertThat(limits.rules()).isEmpty();
    }

    /** A node whose prefix was longer has written the rule, and its nodes are replaced. */
    @ParameterizedTest
    @CsvSource({"2001:db8::/96", "2001:db8::5/128"})
    void network_thatIsAPartOfAClientHere_hasNoEffectAndCanBeRemoved(String text) {
        RateLimitSubject part = RateLimitSubject.address(text);
        LimitRules exact = new LimitRules(store.limitRules(), "shop", scheduler, System::nanoTime, new Json(), 128);
        new StoreRateLimits(exact, policies).allow(part, HOUR);
        Endpoint byAddress = endpoint(policy("p", 5));
        Caller client = caller("2001:db8::/64", "");
        try (LogLines log = new LogLines("io.boosterbeacon.redis")) {
            limits.allow(RateLimitSubject.user("bob"), HOUR);

            assertThat(admitted(byAddress, client, 9)).isEqualTo(5);
            assertThat(log.all()).singleElement().asString().contains("a longer beacon.ratelimit.ipv6-prefix");
        }
        limits.unlist(part);
        exact.refresh().toCompletableFuture().join();

        assertThat(exact.inForce().all())
                .extracting(RateLimitRule::subject)
                .containsExactly(Optional.of(RateLimitSubject.user("bob")));
    }

    @ParameterizedTest
    @CsvSource({
        "2001:DB8:0:0::1, 2001:db8::1, 2001:db8::1",
        "2001:DB8:0:0::/48, 2001:db8::/48, 2001:db8::/48",
        "::ffff:192.0.2.1, 192.0.2.1, 192.0.2.1",
        "192.0.2.1/32, 192.0.2.1, 192.0.2.1",
        "192.0.2.0/24, 192.0.2.0/24, 192.0.2.0/24",
        "fe80::1%eth0, fe80::1, fe80::1"
    })
    void address_isOneSubjectHoweverItIsWritten(String listed, String unlisted, String canonical) {
        limits.deny(RateLimitSubject.address(listed), HOUR);
        limits.setLimit("p", RateLimitSubject.address(listed), 3, HOUR);
        assertThat(limits.rules())
                .extracting(RateLimitRule::subject)
                .containsOnly(Optional.of(RateLimitSubject.address(canonical)));
        limits.unlist(RateLimitSubject.address(unlisted));
        limits.clearLimit("p", RateLimitSubject.address(unlisted));

        assertThat(limits.rules()).isEmpty();
    }

    @Test
    void deny_claim_isRecognized() {
        limits.deny(RateLimitSubject.claim("plan", "trial"), HOUR);
        Caller trial = new Caller() {
            @Override
            public boolean hasClaim(String name, String value) {
                return name.equals("plan") && value.equals("trial");
            }
        };

        assertThat(decider.decide(endpoint, trial).admitted()).isFalse();
        assertThat(decider.decide(endpoint, ADA).admitted()).isTrue();
    }

    @Test
    void rules_areListedUntilTheyEnd() {
        RateLimitSubject ada = RateLimitSubject.user("ada");
        limits.setLimit("p", ada, 9, HOUR);
        limits.deny(ada, Duration.ofMinutes(1));

        assertThat(limits.rules())
                .containsExactlyInAnyOrder(
                        new RateLimitRule(Effect.LIMIT, Optional.of("p"), Optional.of(ada), 9, HOUR),
                        new RateLimitRule(Effect.DENY, Optional.empty(), Optional.of(ada), 0, Duration.ofMinutes(1)));
        now = now.plus(Duration.ofMinutes(1));
        assertThat(limits.rules()).extracting(RateLimitRule::effect).containsExactly(Effect.LIMIT);
    }

    @Test
    void change_onAnotherNode_isInForceWithinASecond() {
        assertThat(decider.decide(endpoint, ADA).admitted()).isTrue();
        LimitRules elsewhere = new LimitRules(store.limitRules(), "shop", scheduler, System::nanoTime, new Json(), 64);
        new StoreRateLimits(elsewhere, policies).deny(RateLimitSubject.user("ada"), HOUR);

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        assertThat(decider.decide(endpoint, ADA).admitted()).isFalse());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody.example", "192.0.2.1/24", "192.0.2.0/33", "1.2.3", ""})
    void address_thatIsNone_isRefused(String text) {
        assertThatThrownBy(() -> limits.deny(RateLimitSubject.address(text), HOUR))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(limits.rules()).isEmpty();
    }

    @Test
    void arguments_outOfRange_sayWhatIsAccepted() {
        RateLimitSubject ada = RateLimitSubject.user("ada");

        assertThatThrownBy(() -> limits.setLimit("q", 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("policy is \"q\"; accepted: one of costly, p, sliding");
        assertThatThrownBy(() -> limits.setLimit("p", 0)).hasMessageStartingWith("policy p: value is \"0\"");
        assertThatThrownBy(() -> limits.setLimit("costly", 2)).hasMessageContaining("a limit that admits the cost, 3");
        assertThatThrownBy(() -> limits.setLimit("sliding", ada, 1L << 50, HOUR))
                .hasMessageContaining("for a sliding window");
        assertThatThrownBy(() -> limits.setLimit("p", 9, Duration.ofNanos(999_999)))
                .hasMessage("lifetime is PT0.000999999S; accepted: PT0.001S to PT87840H");
        assertThatThrownBy(() -> limits.setLimit("p", 9, RateLimits.LONGEST.plusNanos(1)))
                .hasMessageStartingWith("lifetime is PT87840H0.000000001S");
        assertThatThrownBy(() -> limits.deny(ada, Duration.ZERO))
                .hasMessage("lifetime is PT0S; accepted: PT0.001S to PT87840H");
        assertThatThrownBy(() -> RateLimitSubject.user("")).hasMessage("value has 0 characters; accepted: 1 to 512");
        assertThatThrownBy(() -> RateLimitSubject.claim("", "x"))
                .hasMessage("name has 0 characters; accepted: 1 to 512");
    }
}
