package io.boosterbeacon.redis.internal.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.config.PolicyTier;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Callers of a tier have the limit of the tier. */
class RateLimitTiersTest extends RateLimitFixture {
    private static final PolicyTier PREMIUM = new PolicyTier("premium", "premium", "", "", 9);
    private static final PolicyTier GOLD = new PolicyTier("gold", "", "plan", "gold", 6);
    private static final PolicyTier PAYING = new PolicyTier("paying", "", "plan", "", 4);

    private final Endpoint report = endpoint(policy("report", 3).tiers(PREMIUM, GOLD, PAYING));

    /** A caller with roles and claims. */
    private record Member(Set<String> roles, Map<String, String> claims) implements Caller {
        @Override
        public Optional<String> address() {
            return Optional.of("192.0.2.1");
        }

        @Override
        public Optional<String> claim(String name) {
            return Optional.ofNullable(claims.get(name));
        }

        @Override
        public boolean hasClaim(String name, String value) {
            return value.equals(claims.get(name));
        }

        @Override
        public boolean isInRole(String role) {
            return roles.contains(role);
        }
    }

    private static Member member(String... roles) {
        return new Member(Set.of(roles), Map.of());
    }

    private static Member payer(String plan, String... roles) {
        return new Member(Set.of(roles), Map.of("plan", plan));
    }

    private void assertLimit(Caller caller, long limit) {
        now = now.plus(WINDOW);
        assertThat(decider.decide(report, caller).results())
                .singleElement()
                .satisfies(result -> assertThat(result.decision().limit()).isEqualTo(limit));
        assertThat(admitted(report, caller, 20)).isEqualTo(limit - 1);
    }

    @Test
    void caller_ofEachTier_hasItsLimit() {
        assertLimit(ADA, 3);
        assertLimit(Caller.NOBODY, 3);
        assertLimit(member("customer"), 3);
        assertLimit(member("premium"), 9);
        assertLimit(payer("gold"), 6);
        assertLimit(payer("silver"), 4);
    }

    @Test
    void caller_ofSeveralTiers_hasTheLargestLimit() {
        assertLimit(payer("gold", "premium"), 9);
        assertLimit(payer("gold", "customer"), 6);
    }

    @Test
    void caller_whoseTierChanges_keepsWhatIsSpent() {
        assertThat(admitted(report, member(), 5)).isEqualTo(3);
        assertThat(admitted(report, member("premium"), 9)).isEqualTo(6);
        assertThat(admitted(report, payer("gold"), 1)).isZero();
        assertThat(admitted(report, member(), 1)).isZero();
        now = now.plus(WINDOW);
        assertThat(admitted(report, member("premium"), 5)).isEqualTo(5);
        assertThat(admitted(report, member(), 1)).isZero();
        assertThat(admitted(report, payer("gold"), 5)).isEqualTo(1);
    }
}
