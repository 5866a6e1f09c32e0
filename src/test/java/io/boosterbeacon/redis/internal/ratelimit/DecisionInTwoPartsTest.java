package io.boosterbeacon.redis.internal.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.internal.config.SkipRules;
import io.boosterbeacon.redis.ratelimit.RateLimitAlgorithm;
import io.boosterbeacon.redis.ratelimit.RateLimitCount;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import io.boosterbeacon.redis.ratelimit.RateLimitRule.Effect;
import io.boosterbeacon.redis.ratelimit.RateLimitSubject;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Decisions by some policies before the caller is authenticated, and by the others afterwards. */
class DecisionInTwoPartsTest extends RateLimitFixture {
    private static final Policy USER = policy("user", 1).key(RateLimitKey.USER);

    private Optional<Verdict> decideBefore(Endpoint endpoint, Caller caller) {
        rules.start(Duration.ofSeconds(5));
        return decider.decideBefore(endpoint.beforeAuthentication(), caller);
    }

    private Verdict decide(Endpoint endpoint, Caller caller) {
        Verdict early = decideBefore(endpoint, Caller.NOBODY).orElseThrow();
        assertThat(early.admitted()).isTrue();
        return decider.decideAfter(early, endpoint.afterAuthentication(), caller);
    }

    private long remaining(Endpoint endpoint) {
        return decider.decide(endpoint, Caller.NOBODY)
                .results()
                .get(0)
                .decision()
                .remaining();
    }

    static Stream<Policy> earlyPolicies() {
        return Stream.of(
                policy("early", 10),
                policy("early", 10).algorithm(RateLimitAlgorithm.SLIDING_WINDOW, 0),
                policy("early", 10).algorithm(RateLimitAlgorithm.TOKEN_BUCKET, 10),
                policy("early", 10).algorithm(RateLimitAlgorithm.CONCURRENCY, 0),
                policy("early", 10).skip(new SkipRules(Set.of(), Set.of(), RateLimitCount.FAILURES)),
                policy("early", 10).skip(new SkipRules(Set.of(), Set.of(), RateLimitCount.SUCCESSES)));
    }

    @ParameterizedTest
    @MethodSource("earlyPolicies")
    void denial_byALaterPolicy_givesBackWhatTheEarlyOnesHaveCounted(Policy early) {
        Endpoint endpoint = endpoint(early, USER);
        Verdict first = decide(endpoint, ADA);
        assertThat(first.admitted()).isTrue();
        assertThat(first.results()).extracting(Verdict.Result::policy).containsExactly("early", "user");

        for (int i = 0; i < 20; i++) {
            Verdict denied = decide(endpoint, ADA);
            assertThat(denied.admitted()).isFalse();
            assertThat(denied.denials()).extracting(Verdict.Result::policy).containsExactly("user");
            // what the filter of the response does
            denied.call().answered(429, null);
            denied.call().end();
        }

        assertThat(remaining(endpoint(early))).isEqualTo(10 - 1 - 1);
    }

    @Test
    void denial_byALaterPolicy_givesBackWhatAShadowPolicyHasCounted() {
        Policy trial = policy("trial", 10).shadow();
        Endpoint endpoint = endpoint(trial, USER);
        assertThat(decide(endpoint, ADA).admitted()).isTrue();
        assertThat(decide(endpoint, ADA).admitted()).isFalse();

        assertThat(remaining(endpoint(policy("trial", 10)))).isEqualTo(10 - 1 - 1);
    }

    @Test
    void error_inALaterPolicy_givesBackWhatTheEarlyOnesHaveCounted() {
        costs = call -> -1;
        Endpoint endpoint = endpoint(policy("early", 10), policy("p", 10).resolvedCost());
        assertThatThrownBy(() -> decide(endpoint, ADA)).isInstanceOf(IllegalStateException.class);

        assertThat(remaining(endpoint(policy("early", 10)))).isEqualTo(9);
    }

    @Test
    void call_thatBothPartsAdmit_endsForBoth() {
        Policy early = policy("early", 1).algorithm(RateLimitAlgorithm.CONCURRENCY, 0);
        Policy late =
                policy("late", 1).algorithm(RateLimitAlgorithm.CONCURRENCY, 0).key(RateLimitKey.USER);
        Endpoint endpoint = endpoint(early, late);
        for (int i = 0; i < 3; i++) {
            Verdict verdict = decide(endpoint, ADA);
            assertThat(verdict.call().isOpen()).isTrue();
            assertThat(decider.decide(endpoint(early), Caller.NOBODY).admitted())
                    .isFalse();
            assertThat(decider.decide(endpoint(late), ADA).admitted()).isFalse();

            verdict.call().end();

            assertThat(verdict.call().isOpen()).isFalse();
        }
    }

    @Test
    void outcome_thatAnEarlyPolicyNeeds_isToldToIt() {
        Policy failures = policy("early", 1).skip(new SkipRules(Set.of(), Set.of(), RateLimitCount.FAILURES));
        Endpoint endpoint = endpoint(failures, policy("late", 9).key(RateLimitKey.USER));
        for (int i = 0; i < 3; i++) {
            decide(endpoint, ADA).call().answered(200, null);
        }
        decide(endpoint, ADA).call().answered(401, null);

        assertThat(decideBefore(endpoint, Caller.NOBODY).map(Verdict::admitted)).contains(false);
    }

    @Test
    void policies_thatNeedTheCallerOrAnyClientCouldUseUp_areLate() {
        costs = call -> 1;
        Endpoint endpoint = endpoint(
                policy("user", 1).key(RateLimitKey.USER),
                policy("either", 1).key(RateLimitKey.USER_OR_IP),
                policy("claim", 1).key(RateLimitKey.CLAIM, "tenant"),
                policy("bean", 1).resolver(),
                policy("cost", 1).resolvedCost(),
                policy("roles", 1).skip(new SkipRules(Set.of(), Set.of("admin"), RateLimitCount.ALL)),
                policy("address", 1),
                policy("all", 1).key(RateLimitKey.GLOBAL),
                policy("header", 1).key(RateLimitKey.HEADER, "x-tenant"),
                policy("path", 1).key(RateLimitKey.PATH_PARAM, "id"),
                policy("query", 1).key(RateLimitKey.QUERY_PARAM, "q"));
        assertThat(endpoint.beforeAuthentication().limits())
                .extracting(limit -> limit.policy().name())
                .containsExactly("address");
        assertThat(endpoint.afterAuthentication().limits())
                .extracting(limit -> limit.policy().name())
                .containsExactlyInAnyOrder(
                        "user", "either", "claim", "bean", "cost", "roles", "all", "header", "path", "query");
        assertThat(decideBefore(endpoint(USER), ADA)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void rules_aboutUsersOrClaims_letAllPoliciesDecideAfterwards(
            RateLimitSubject subject, boolean early, int admitted) {
        rules.put(new LimitRule(Effect.ALLOW, "", subject, 0), Duration.ofHours(1))
                .toCompletableFuture()
                .join();
        Endpoint endpoint = endpoint(policy("early", 1), USER);

        Optional<Verdict> verdict = decideBefore(endpoint, BOB);

        assertThat(verdict.isPresent()).isEqualTo(early);
        assertThat(admitted(endpoint, ADA, 5)).isEqualTo(admitted);
    }

    @Test
    void rules_thatAreNotKnown_letAllPoliciesDecideAfterwards() {
        Endpoint endpoint = endpoint(policy("early", 1), USER);
        assertThat(decider.decideBefore(endpoint.beforeAuthentication(), BOB)).isEmpty();
        assertThat(decider.decide(endpoint, BOB).admitted()).isTrue();

        assertThat(decider.decideBefore(endpoint.beforeAuthentication(), BOB)).isPresent();
    }

    @Test
    void rule_thatHasEnded_letsPoliciesDecideBeforeAgain() {
        allow(RateLimitSubject.user("ada"), Duration.ofMinutes(1));
        allow(RateLimitSubject.user("bob"), Duration.ofMinutes(2));
        Endpoint early = endpoint(policy("early", 9));
        now = now.plus(Duration.ofMinutes(1));
        assertThat(decider.decideBefore(early, Caller.NOBODY)).isEmpty();
        now = now.plus(Duration.ofMinutes(1));

        assertThat(decider.decideBefore(early, Caller.NOBODY)).isPresent();
    }

    /** While somebody attacks, all others are still decided before they are authenticated. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void caller_whoIsDeniedByARule_isDeniedAfterwardsAndNotCountedByEarlyPolicies(boolean alsoByUser) {
        rules.put(new LimitRule(Effect.DENY, "", RateLimitSubject.user("ada"), 0), Duration.ofHours(1))
                .toCompletableFuture()
                .join();
        Policy early = policy("early", 9);
        Endpoint endpoint = alsoByUser ? endpoint(early, USER) : endpoint(early);
        for (int i = 0; i < 20; i++) {
            assertThat(decide(endpoint, ADA).admitted()).isFalse();
        }
        assertThat(decide(endpoint, BOB).admitted()).isTrue();
        assertThat(remaining(endpoint(early))).isEqualTo(9 - 1 - 1);
    }

    private void allow(RateLimitSubject subject, Duration lifetime) {
        rules.put(new LimitRule(Effect.ALLOW, "", subject, 0), lifetime)
                .toCompletableFuture()
                .join();
    }

    @Test
    void limit_ofAUser_mattersToItsPolicyOnly() {
        rules.put(new LimitRule(Effect.LIMIT, "early", RateLimitSubject.user("ada"), 5), Duration.ofHours(1))
                .toCompletableFuture()
                .join();

        assertThat(decider.decideBefore(endpoint(policy("other", 9), policy("early", 9)), Caller.NOBODY))
                .isEmpty();
        assertThat(decider.decideBefore(endpoint(policy("other", 9)), Caller.NOBODY))
                .isPresent();
    }

    static Stream<Arguments> subjects() {
        return Stream.of(
                Arguments.of(RateLimitSubject.user("ada"), false, 5),
                Arguments.of(RateLimitSubject.claim("tenant", "c-ada"), false, 1),
                Arguments.of(RateLimitSubject.address("198.51.100.1"), true, 1));
    }
}
