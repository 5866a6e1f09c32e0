package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.cdi.CdiEvents;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.PolicyAlgorithm;
import io.boosterbeacon.redis.internal.config.PolicyCost;
import io.boosterbeacon.redis.internal.config.PolicyKey;
import io.boosterbeacon.redis.internal.config.PolicyScope;
import io.boosterbeacon.redis.internal.config.PolicyTier;
import io.boosterbeacon.redis.internal.config.RateLimitPolicy;
import io.boosterbeacon.redis.internal.config.SkipRules;
import io.boosterbeacon.redis.internal.store.RateLimitFollower;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.internal.store.guard.GuardedRateLimitStore;
import io.boosterbeacon.redis.internal.store.guard.SilenceDetector;
import io.boosterbeacon.redis.internal.store.guard.StoreGuard;
import io.boosterbeacon.redis.internal.store.local.KnownDenials;
import io.boosterbeacon.redis.internal.store.local.LocalRateLimits;
import io.boosterbeacon.redis.internal.telemetry.StoreUse;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.ratelimit.RateLimitAlgorithm;
import io.boosterbeacon.redis.ratelimit.RateLimitCostResolver;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import io.boosterbeacon.redis.ratelimit.RateLimitKeyResolver;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;

/** What the tests of {@link RateLimitDecider} share: its stores, the clock, and calls to decide. */
abstract class RateLimitFixture {
    static final Duration WINDOW = Duration.ofSeconds(10);

    final List<Object> events = new CopyOnWriteArrayList<>();
    final Scheduler scheduler = new Scheduler();
    Instant now = Instant.parse("2026-03-01T12:00:00Z");
    final EmbeddedStore store = new EmbeddedStore(() -> now);
    private final RateLimitFollower local = EmbeddedStore.rateLimitsOnly(() -> now, 64L << 20);
    RateLimitKeyResolver resolver = endpoint -> "tenant";
    RateLimitCostResolver costs = call -> 1;
    final LimitRules rules = new LimitRules(
            store.limitRules(),
            "shop",
            scheduler,
            () -> TimeUnit.MILLISECONDS.toNanos(now.toEpochMilli()),
            new Json(),
            64);
    /** Of the decider that was created last. */
    private RunningCalls running = new RunningCalls(store.rateLimits(), scheduler);

    final RateLimitDecider decider = decider(store);

    RateLimitDecider decider(Store asked) {
        return decider(asked.rateLimits(), guard(Duration.ofSeconds(5), asked::ping));
    }

    RateLimitDecider decider(RateLimitStore asked, StoreGuard guard) {
        return decider(asked, guard, Duration.ofSeconds(5));
    }

    /** @param timeout the same as that of the guard */
    RateLimitDecider decider(RateLimitStore asked, StoreGuard guard, Duration timeout) {
        RateLimitStore stack = new KnownDenials(
                new LocalRateLimits(new GuardedRateLimitStore(asked, guard), local),
                () -> TimeUnit.MILLISECONDS.toNanos(now.toEpochMilli()));
        running = new RunningCalls(stack, scheduler);
        return new RateLimitDecider(
                stack,
                timeout,
                new Resolvers(type -> resolver, type -> costs),
                new CdiEvents(events::add),
                () -> now,
                running,
                rules);
    }

    StoreGuard guard(Duration limit, Supplier<? extends CompletionStage<?>> probe) {
        return new StoreGuard(
                StoreUse.RATE_LIMIT,
                limit,
                new SilenceDetector(scheduler, probe),
                new CdiEvents(events::add),
                System::nanoTime,
                true,
                probe);
    }

    /** Settles what still waits. */
    void endCalls() {
        running.close();
    }

    @AfterEach
    void close() {
        running.close();
        store.close();
        scheduler.close();
    }

    static Policy policy(String name, long limit) {
        return new Policy(new RateLimitPolicy(
                name,
                limit,
                WINDOW,
                PolicyAlgorithm.FIXED_WINDOW,
                PolicyKey.of(RateLimitKey.CLIENT_IP, ""),
                PolicyScope.ENDPOINT,
                List.of(),
                SkipRules.NONE,
                PolicyCost.ONE,
                OnStoreFailure.LOCAL,
                false));
    }

    static Endpoint endpoint(Policy... policies) {
        return endpoint("admit", policies);
    }

    static Endpoint endpoint(String method, Policy... policies) {
        return endpoint(new ApplicationSettings("shop", Set.of(), false, Set.of()), Sample.class, method, policies);
    }

    static Endpoint endpoint(ApplicationSettings application, Class<?> bean, String method, Policy... policies) {
        Method called = Stream.of(bean.getDeclaredMethods())
                .filter(candidate -> candidate.getName().equals(method))
                .findFirst()
                .orElseThrow();
        return Endpoint.of(
                application,
                new BeanMethod(bean, called),
                List.of(policies).stream().map(Policy::value).toList());
    }

    static Caller caller(String address, String user) {
        return new Caller() {
            @Override
            public Optional<String> address() {
                return Optional.of(address).filter(text -> !text.isEmpty());
            }

            @Override
            public Optional<String> user() {
                return Optional.of(user).filter(text -> !text.isEmpty());
            }

            @Override
            public Optional<String> header(String name) {
                return name.equals("x-tenant") ? Optional.of("t-" + address) : Optional.empty();
            }

            @Override
            public Optional<String> claim(String name) {
                return name.equals("tenant") ? Optional.of("c-" + user) : Optional.empty();
            }
        };
    }

    static final Caller ADA = caller("192.0.2.1", "ada");
    static final Caller BOB = caller("192.0.2.2", "bob");

    long admitted(Endpoint endpoint, Caller caller, int calls) {
        return admitted(decider, endpoint, caller, calls);
    }

    static long admitted(RateLimitDecider by, Endpoint endpoint, Caller caller, int calls) {
        return IntStream.range(0, calls)
                .filter(i -> by.decide(endpoint, caller).admitted())
                .count();
    }

    /** Changes one component at a time. */
    record Policy(RateLimitPolicy value) {
        private Policy with(String component, Object other) {
            RecordComponent[] components = RateLimitPolicy.class.getRecordComponents();
            Class<?>[] types =
                    Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            try {
                Object[] values = new Object[components.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = components[i].getName().equals(component)
                            ? other
                            : components[i].getAccessor().invoke(value);
                }
                return new Policy(
                        RateLimitPolicy.class.getDeclaredConstructor(types).newInstance(values));
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("the record has changed", e);
            }
        }

        Policy algorithm(RateLimitAlgorithm kind, long burst) {
            return algorithm(kind, burst, Optional.empty());
        }

        /** Fixed windows that follow the calendar of UTC. */
        Policy aligned() {
            return algorithm(RateLimitAlgorithm.FIXED_WINDOW, 0, Optional.of(ZoneOffset.UTC));
        }

        private Policy algorithm(RateLimitAlgorithm kind, long burst, Optional<ZoneId> zone) {
            return with("algorithm", new PolicyAlgorithm(kind, burst, zone, false));
        }

        Policy window(Duration window) {
            return with("window", window);
        }

        Policy cost(long cost) {
            return with("cost", new PolicyCost(cost, Optional.empty()));
        }

        /** @param tiers the largest limit first */
        Policy tiers(PolicyTier... tiers) {
            return with("tiers", List.of(tiers));
        }

        Policy skip(SkipRules skip) {
            return with("skip", skip);
        }

        Policy scope(PolicyScope scope) {
            return with("scope", scope);
        }

        Policy key(RateLimitKey key) {
            return key(key, "");
        }

        Policy key(RateLimitKey key, String argument) {
            return key(PolicyKey.of(key, argument));
        }

        Policy key(PolicyKey key) {
            return with("key", key);
        }

        Policy resolver() {
            return key(new PolicyKey(value.key().parts(), Optional.of(RateLimitKeyResolver.class)));
        }

        /** The cost is determined by {@link #costs}. */
        Policy resolvedCost() {
            return with("cost", new PolicyCost(1, Optional.of(RateLimitCostResolver.class)));
        }

        Policy onFailure(OnStoreFailure onFailure) {
            return with("onStoreFailure", onFailure);
        }

        Policy shadow() {
            return with("shadow", true);
        }
    }

    @SuppressWarnings("UnusedMethod") // named by reflection
    static final class Sample {
        void admit() {}

        void other() {}
    }
}
