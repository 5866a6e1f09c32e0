package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.RedisException;
import io.boosterbeacon.redis.internal.config.RateLimitPolicies;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.NoResolvers;
import io.boosterbeacon.redis.internal.ratelimit.binding.RequestCounts;
import io.boosterbeacon.redis.internal.server.RestRegistration;
import io.boosterbeacon.redis.internal.store.redis.Faults;
import io.boosterbeacon.redis.internal.store.redis.RedisStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitRule;
import io.boosterbeacon.redis.ratelimit.RateLimitSubject;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When the feature reads the rules of its limits. */
class RulesAtStartTest {
    /** Has a policy. */
    static class Limited {
        @RateLimit(5)
        void counted() {}
    }

    private final Settings settings = Settings.read(name -> Optional.empty(), problem -> {
        throw problem;
    });
    private final RateLimitPolicies policies = new RateLimitPolicies(name -> Optional.empty());

    private Platform platform(RedisProcess server) {
        return Platform.on(
                RedisStore.connect(Faults.options(server.url()), Telemetry.NONE),
                settings,
                name -> Optional.empty(),
                Telemetry.NONE,
                InstantSource.system());
    }

    private Limiting limiting(Platform platform) {
        return new Limiting(
                platform,
                settings.rateLimit(),
                policies,
                new RestRegistration(false),
                NoResolvers.RESOLVERS,
                RequestCounts::new,
                Caller.NOBODY);
    }

    @Test
    void rules_ofAnApplicationWithPolicies_areKnownWhenItHasStarted() throws NoSuchMethodException {
        assertThat(policies.of(Limited.class, Limited.class.getDeclaredMethod("counted")))
                .hasSize(1);
        try (RedisProcess server = RedisProcess.start();
                Platform one = platform(server);
                Platform two = platform(server)) {
            limiting(one).rateLimits().deny(RateLimitSubject.user("ada"), Duration.ofHours(1));

            Limiting started = limiting(two);
            server.freeze();

            assertThat(started.rateLimits().rules())
                    .extracting(RateLimitRule::effect)
                    .containsExactly(RateLimitRule.Effect.DENY);
            server.thaw();
        }
    }

    @Test
    void rules_ofAnApplicationWithoutPolicies_areReadWhenTheyAreAskedFor() {
        try (RedisProcess server = RedisProcess.start();
                Platform one = platform(server)) {
            Limiting started = limiting(one);
            server.freeze();
            assertThatThrownBy(() -> started.rateLimits().rules()).isInstanceOf(RedisException.class);
            server.thaw();
        }
    }
}
