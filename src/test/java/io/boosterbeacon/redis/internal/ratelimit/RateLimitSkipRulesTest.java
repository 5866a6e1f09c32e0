package io.boosterbeacon.redis.internal.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.config.SkipRules;
import io.boosterbeacon.redis.ratelimit.RateLimitCount;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which calls a policy does not count. */
class RateLimitSkipRulesTest extends RateLimitFixture {
    private final Endpoint logIn = endpoint(policy("login", 3).skip(counting(RateLimitCount.FAILURES)));
    private final Endpoint order = endpoint(policy("orders", 3).skip(counting(RateLimitCount.SUCCESSES)));

    private static SkipRules counting(RateLimitCount count) {
        return new SkipRules(Set.of(), Set.of(), count);
    }

    /** A request by an HTTP method, of a caller with roles. */
    private record Request(String method, Set<String> roles) implements Caller {
        @Override
        public Optional<String> address() {
            return Optional.of("192.0.2.1");
        }

        @Override
        public Optional<String> httpMethod() {
            return Optional.of(method);
        }

        @Override
        public boolean isInRole(String role) {
            return roles.contains(role);
        }
    }

    private long admitted(Endpoint endpoint, int calls, boolean success) {
        long admitted = 0;
        for (int i = 0; i < calls; i++) {
            Verdict verdict = decider.decide(endpoint, ADA);
            if (verdict.admitted()) {
                admitted++;
                verdict.call().answered(success ? 200 : 500, null);
            }
        }
        return admitted;
    }

    @Test
    void failures_areCountedAndSuccessesAreNot() {
        assertThat(admitted(logIn, 10, true)).isEqualTo(10);
        assertThat(admitted(logIn, 2, false)).isEqualTo(2);
        assertThat(admitted(logIn, 10, true)).isEqualTo(10);
        assertThat(admitted(logIn, 10, false)).isEqualTo(1);
        assertThat(admitted(logIn, 1, true)).isZero();
    }

    @Test
    void successes_areCountedAndFailuresAreNot() {
        assertThat(admitted(order, 10, false)).isEqualTo(10);
        assertThat(admitted(order, 10, true)).isEqualTo(3);
        assertThat(admitted(order, 1, false)).isZero();
    }

    @Test
    void calls_inFlight_neverExceedTheLimitWhateverTheirOutcomeWillBe() {
        List<Verdict> running = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            running.add(decider.decide(logIn, ADA));
        }
        assertThat(running).filteredOn(Verdict::admitted).hasSize(3);
        running.stream().filter(Verdict::admitted).forEach(verdict -> verdict.call()
                .answered(200, null));
        assertThat(admitted(logIn, 10, false)).isEqualTo(3);
    }

    @Test
    void end_toldTwice_givesBackOnce() {
        Verdict first = decider.decide(logIn, ADA);
        Verdict second = decider.decide(logIn, ADA);
        first.call().answered(200, null);
        first.call().answered(200, null);
        second.call().answered(500, null);
        second.call().answered(200, null);
        assertThat(admitted(logIn, 10, false)).isEqualTo(2);
    }

    @Test
    void end_inALaterWindow_givesNothingBackThere() {
        Verdict slow = decider.decide(logIn, ADA);
        now = now.plus(WINDOW);
        assertThat(admitted(logIn, 10, false)).isEqualTo(3);
        slow.call().answered(200, null);
        assertThat(admitted(logIn, 1, false)).isZero();
    }

    @Test
    void policies_ofSeveralKinds_eachKeepWhatTheyCount() {
        Endpoint both = endpoint(
                policy("all", 5), policy("failed", 3).key(RateLimitKey.GLOBAL).skip(counting(RateLimitCount.FAILURES)));
        assertThat(admitted(both, 4, true)).isEqualTo(4);
        assertThat(admitted(both, 4, false)).isEqualTo(1);
    }

    @Test
    void verdict_aboutADeniedCallOrOneThatAllPoliciesCount_needsNoOutcome() {
        assertThat(decider.decide(endpoint(policy("p", 9)), ADA).call().needsEnd())
                .isFalse();
        assertThat(admitted(logIn, 3, false)).isEqualTo(3);
        assertThat(decider.decide(logIn, ADA).call().needsEnd()).isFalse();
    }

    @Test
    void skippedMethodsAndRoles_areNeitherCountedNorDenied() {
        Endpoint endpoint = endpoint(
                policy("writes", 2).skip(new SkipRules(Set.of("GET"), Set.of("admin", "auditor"), RateLimitCount.ALL)));
        Request post = new Request("POST", Set.of("customer"));

        assertThat(admitted(endpoint, new Request("GET", Set.of()), 9)).isEqualTo(9);
        assertThat(admitted(endpoint, new Request("HEAD", Set.of()), 9)).isEqualTo(9);
        assertThat(admitted(endpoint, new Request("POST", Set.of("auditor")), 9))
                .isEqualTo(9);
        assertThat(admitted(endpoint, post, 9)).isEqualTo(2);
        assertThat(admitted(endpoint, new Request("GET", Set.of()), 9)).isEqualTo(9);
        assertThat(decider.decide(endpoint, new Request("GET", Set.of())).results())
                .isEmpty();
        assertThat(admitted(endpoint, Caller.NOBODY, 9)).isEqualTo(2);
    }
}
