package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.RateLimitPolicies;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.LimitRules;
import io.boosterbeacon.redis.internal.ratelimit.NoResolvers;
import io.boosterbeacon.redis.internal.ratelimit.RateLimitDecider;
import io.boosterbeacon.redis.internal.ratelimit.Resolvers;
import io.boosterbeacon.redis.internal.ratelimit.RunningCalls;
import io.boosterbeacon.redis.internal.ratelimit.binding.RequestCounts;
import io.boosterbeacon.redis.internal.ratelimit.binding.RequestLimits;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.RateLimitCostResolver;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** What the tests of filters by path share: limits that properties attach to paths, and stubs of requests. */
abstract class PathLimitFixture {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    final Map<String, String> properties = new HashMap<>(Map.of(
            "beacon.ratelimit.\"all\".paths", "/**",
            "beacon.ratelimit.\"all\".value", "2"));
    /** Determines the costs of policies with a {@code costResolver}. */
    RateLimitCostResolver costs = call -> {
        throw new AssertionError("no cost here");
    };

    RequestCounts counts = new RequestCounts();
    private final EmbeddedStore store = new EmbeddedStore(() -> NOW);
    private final Scheduler timers = new Scheduler();

    @AfterEach
    void close() {
        store.close();
        timers.close();
    }

    /** The limits of requests; those of one request remember what has decided it. */
    RequestLimits limits() {
        LimitRules rules = new LimitRules(store.limitRules(), "shop", timers, System::nanoTime, new Json(), 64);
        rules.start(Duration.ofSeconds(5));
        return new RequestLimits(
                new RateLimitPolicies(
                        name -> Optional.ofNullable(properties.get(name)), properties.keySet(), problem -> {
                            throw problem;
                        }),
                new RateLimitDecider(
                        store.rateLimits(),
                        Duration.ofSeconds(5),
                        new Resolvers(NoResolvers.RESOLVERS.keys(), type -> costs),
                        Telemetry.NONE,
                        () -> NOW,
                        new RunningCalls(store.rateLimits(), timers),
                        rules),
                () -> counts,
                new ApplicationSettings("shop", Set.of(), false, Set.of()));
    }

    static RateLimitResponses responses() {
        Settings settings = Settings.read(name -> Optional.empty(), problem -> {
            throw problem;
        });
        return new RateLimitResponses(new Json(), settings.rateLimit(), () -> NOW);
    }

    static Caller caller(String method, String... path) {
        return new Caller() {
            @Override
            public Optional<String> address() {
                return Optional.of("192.0.2.1");
            }

            @Override
            public Optional<String> httpMethod() {
                return Optional.of(method);
            }

            @Override
            public List<String> path() {
                return List.of(path);
            }
        };
    }

    /** Answers the calls of one interface. */
    interface Answers {
        @Nullable
        Object of(String method, @Nullable Object[] arguments);
    }

    static <T> T stub(Class<T> type, Answers answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) ->
                        answers.of(method.getName(), arguments == null ? new Object[0] : arguments)));
    }
}
