package io.boosterbeacon.redis.internal.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import io.boosterbeacon.redis.ratelimit.RateLimitKeyResolver;
import io.boosterbeacon.redis.testing.LogLines;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;

/** Whose calls share a count. */
class RateLimitSubjectsTest extends RateLimitFixture {
    @Test
    void keys_ofEachKind_separateAndJoinCallers() {
        Caller adaElsewhere = caller("192.0.2.9", "ada");
        Caller nobodyThere = caller("192.0.2.1", "");
        assertThat(shareACount(policy("p", 1), ADA, adaElsewhere)).isFalse();
        assertThat(shareACount(policy("p", 1), ADA, nobodyThere)).isTrue();
        assertThat(shareACount(policy("p", 1).key(RateLimitKey.USER), ADA, adaElsewhere))
                .isTrue();
        assertThat(shareACount(policy("p", 1).key(RateLimitKey.USER), ADA, nobodyThere))
                .isFalse();
        assertThat(shareACount(policy("p", 1).key(RateLimitKey.USER_OR_IP), ADA, adaElsewhere))
                .isTrue();
        assertThat(shareACount(policy("p", 1).key(RateLimitKey.USER_OR_IP), caller("192.0.2.1", ""), nobodyThere))
                .isTrue();
        assertThat(shareACount(policy("p", 1).key(RateLimitKey.GLOBAL), ADA, BOB))
                .isTrue();
        assertThat(shareACount(policy("p", 1).key(RateLimitKey.HEADER, "X-Tenant"), ADA, nobodyThere))
                .isTrue();
        assertThat(shareACount(policy("p", 1).key(RateLimitKey.HEADER, "X-Tenant"), ADA, BOB))
                .isFalse();
        assertThat(shareACount(policy("p", 1).key(RateLimitKey.CLAIM, "tenant"), ADA, adaElsewhere))
                .isTrue();
    }

    @Test
    void userName_thatIsAnAddress_doesNotCountForThatAddress() {
        Endpoint endpoint = endpoint(policy("p", 1).key(RateLimitKey.USER_OR_IP));
        assertThat(admitted(endpoint, caller("192.0.2.7", "192.0.2.1"), 1)).isEqualTo(1);
        assertThat(admitted(endpoint, caller("192.0.2.1", ""), 1)).isEqualTo(1);
    }

    @Test
    void callsWithoutACaller_shareOneCount() {
        Endpoint endpoint = endpoint(policy("default", 2));
        assertThat(admitted(endpoint, Caller.NOBODY, 5)).isEqualTo(2);
    }

    @Test
    void endpoints_haveCountsOfTheirOwn() {
        assertThat(admitted(endpoint("admit", policy("default", 1)), ADA, 2)).isEqualTo(1);
        assertThat(admitted(endpoint("other", policy("default", 1)), ADA, 2)).isEqualTo(1);
    }

    @Test
    void resolver_namesTheSubject() {
        Endpoint endpoint = endpoint(policy("default", 1).resolver());
        assertThat(admitted(endpoint, ADA, 1)).isEqualTo(1);
        assertThat(admitted(endpoint, BOB, 1)).isZero();
        resolver = called -> "another";
        assertThat(admitted(endpoint, BOB, 1)).isEqualTo(1);
    }

    @ParameterizedTest
    @NullAndEmptySource
    void resolver_namingNoSubject_countsAllSuchCallsTogetherAndWarnsOnce(@Nullable String nobody) {
        resolver = called -> nobody;
        Endpoint endpoint = endpoint(policy("default", 2).resolver());
        try (LogLines log = new LogLines("io.boosterbeacon.redis")) {
            assertThat(admitted(endpoint, ADA, 1)).isEqualTo(1);
            assertThat(admitted(endpoint, BOB, 3)).isEqualTo(1);

            assertThat(log.all())
                    .singleElement()
                    .asString()
                    .contains(RateLimitKeyResolver.class.getName(), endpoint.name(), "share one count");
        }
        resolver = called -> "somebody";
        assertThat(admitted(endpoint, ADA, 1)).isEqualTo(1);
    }

    private boolean shareACount(Policy policy, Caller one, Caller other) {
        Endpoint endpoint = endpoint(policy);
        now = now.plus(WINDOW);
        assertThat(admitted(endpoint, one, 1)).isEqualTo(1);
        return admitted(endpoint, other, 1) == 0;
    }
}
