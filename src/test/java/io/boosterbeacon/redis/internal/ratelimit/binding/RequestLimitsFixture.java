package io.boosterbeacon.redis.internal.ratelimit.binding;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.RateLimitPolicies;
import io.boosterbeacon.redis.internal.ratelimit.LimitRules;
import io.boosterbeacon.redis.internal.ratelimit.NoResolvers;
import io.boosterbeacon.redis.internal.ratelimit.RateLimitDecider;
import io.boosterbeacon.redis.internal.ratelimit.RunningCalls;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

/** What tests of {@link RequestLimits} share: limits of properties and annotations, and the counts of a request. */
abstract class RequestLimitsFixture {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    final Map<String, String> properties = new HashMap<>();
    final EmbeddedStore store = new EmbeddedStore(() -> NOW);
    private final Scheduler timers = new Scheduler();
    final LimitRules rules = new LimitRules(store.limitRules(), "shop", timers, System::nanoTime, new Json(), 64);
    /** Those of the current request. */
    RequestCounts counts = new RequestCounts();

    @AfterEach
    void close() {
        store.close();
        timers.close();
    }

    RateLimitPolicies policies(List<Class<?>> applications) {
        RateLimitPolicies policies = new RateLimitPolicies(
                name -> Optional.ofNullable(properties.get(name)), properties.keySet(), problem -> {
                    throw problem;
                });
        applications.forEach(policies::addApplication);
        return policies;
    }

    RequestLimits limits(RateLimitPolicies policies) {
        rules.start(Duration.ofSeconds(5));
        RateLimitDecider decider = new RateLimitDecider(
                store.rateLimits(),
                Duration.ofSeconds(5),
                NoResolvers.RESOLVERS,
                Telemetry.of(List.of()),
                () -> NOW,
                new RunningCalls(store.rateLimits(), timers),
                rules);
        return new RequestLimits(
                policies, decider, () -> counts, new ApplicationSettings("shop", Set.of(), false, Set.of()));
    }
}
