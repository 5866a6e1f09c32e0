package io.boosterbeacon.redis.internal.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.event.RateLimitExceeded;
import io.boosterbeacon.redis.event.StoreDegraded;
import io.boosterbeacon.redis.internal.config.RateLimitPolicy;
import io.boosterbeacon.redis.internal.store.Deadlines;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.StoreGuard;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.internal.store.redis.RedisOptions;
import io.boosterbeacon.redis.internal.store.redis.RedisStore;
import io.boosterbeacon.redis.internal.store.redis.RedisTls;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import io.boosterbeacon.redis.ratelimit.RateLimitKeyResolver;
import io.boosterbeacon.redis.testing.Ports;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RateLimitDeciderTest {
    private static final Duration WINDOW = Duration.ofSeconds(10);

    private final List<Object> events = new CopyOnWriteArrayList<>();
    private final Deadlines deadlines = new Deadlines();
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private final EmbeddedStore store = new EmbeddedStore(() -> now);
    private final EmbeddedStore local = new EmbeddedStore(() -> now);
    private RateLimitKeyResolver resolver = endpoint -> "tenant";
    private final RateLimitDecider decider = decider(store);

    private RateLimitDecider decider(Store asked) {
        return decider(asked.rateLimits(), guard(Duration.ofSeconds(5), asked::ping));
    }

    private RateLimitDecider decider(RateLimitStore asked, StoreGuard guard) {
        return new RateLimitDecider(asked, local.rateLimits(), guard, type -> resolver, events::add, () -> now);
    }

    private StoreGuard guard(Duration limit, Supplier<? extends CompletionStage<?>> probe) {
        return new StoreGuard("ratelimit", limit, deadlines, events::add, System::nanoTime, true, probe);
    }

    @AfterEach
    void close() {
        store.close();
        local.close();
        deadlines.close();
    }

    private static Policy policy(String name, long limit) {
        return new Policy(new RateLimitPolicy(
                name, limit, WINDOW, RateLimitKey.CLIENT_IP, "", Optional.empty(), 1, OnStoreFailure.LOCAL, false));
    }

    private static Endpoint endpoint(Policy... policies) {
        return endpoint("admit", policies);
    }

    private static Endpoint endpoint(String method, Policy... policies) {
        Method called = Stream.of(Sample.class.getDeclaredMethods())
                .filter(candidate -> candidate.getName().equals(method))
                .findFirst()
                .orElseThrow();
        return Endpoint.of(
                Sample.class,
                called,
                List.of(policies).stream().map(Policy::value).toList());
    }

    private static Caller caller(String address, String user) {
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
                return name.equals("X-Tenant") ? Optional.of("t-" + address) : Optional.empty();
            }

            @Override
            public Optional<String> claim(String name) {
                return name.equals("tenant") ? Optional.of("c-" + user) : Optional.empty();
            }
        };
    }

    private static final Caller ADA = caller("192.0.2.1", "ada");
    private static final Caller BOB = caller("192.0.2.2", "bob");

    private long admitted(Endpoint endpoint, Caller caller, int calls) {
        return admitted(decider, endpoint, caller, calls);
    }

    private static long admitted(RateLimitDecider by, Endpoint endpoint, Caller caller, int calls) {
        return IntStream.range(0, calls)
                .filter(i -> by.decide(endpoint, caller).admitted())
                .count();
    }

    @Test
    void limit_calls_areAdmittedExactlyAndAgainInTheNextWindow() {
        Endpoint endpoint = endpoint(policy("default", 3));
        assertThat(admitted(endpoint, ADA, 10)).isEqualTo(3);
        assertThat(admitted(endpoint, BOB, 10)).isEqualTo(3);
        now = now.plus(WINDOW);
        assertThat(admitted(endpoint, ADA, 10)).isEqualTo(3);
    }

    @Test
    void limit_64ThreadsOnTheEmbeddedStore_admitsExactlyThatMany() throws Exception {
        Endpoint endpoint = endpoint(policy("default", 1_000));
        ExecutorService threads = Executors.newFixedThreadPool(64);
        try {
            List<Future<Long>> counts = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                counts.add(threads.submit(() -> admitted(endpoint, ADA, 50)));
            }
            long total = 0;
            for (Future<Long> count : counts) {
                total += count.get();
            }
            assertThat(total).isEqualTo(1_000);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void decision_admitted_tellsWhatIsLeft() {
        Endpoint endpoint = endpoint(policy("default", 3));
        decider.decide(endpoint, ADA);
        now = now.plusSeconds(4);
        var result = decider.decide(endpoint, ADA).tightest().orElseThrow().decision();
        assertThat(result.limited()).isFalse();
        assertThat(result.limit()).isEqualTo(3);
        assertThat(result.count()).isEqualTo(2);
        assertThat(result.remaining()).isEqualTo(1);
        assertThat(result.resetTime()).isEqualTo(now.plusSeconds(6));
        assertThat(result.retryAfter()).isZero();
    }

    @Test
    void denial_byOnePolicyOfASubject_countsForNone() {
        Endpoint endpoint = endpoint(policy("burst", 1), policy("daily", 5).window(Duration.ofDays(1)));
        assertThat(admitted(endpoint, ADA, 10)).isEqualTo(1);
        now = now.plus(WINDOW);
        Verdict verdict = decider.decide(endpoint, ADA);
        assertThat(verdict.results())
                .extracting(Verdict.Result::policy, each -> each.decision().count())
                .containsExactly(tuple("burst", 1L), tuple("daily", 2L));
    }

    @Test
    void denial_byAnotherSubject_givesBackWhatWasCounted() {
        Endpoint endpoint = endpoint(policy("address", 100), policy("user", 1).key(RateLimitKey.USER));
        assertThat(admitted(endpoint, ADA, 10)).isEqualTo(1);
        Verdict other = decider.decide(endpoint, caller("192.0.2.1", "carol"));
        assertThat(other.results().stream()
                        .filter(result -> result.policy().equals("address"))
                        .findFirst()
                        .orElseThrow()
                        .decision()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void denials_ofSeveralPolicies_beginWithTheLongestWait() {
        Endpoint endpoint = endpoint(
                policy("short", 1),
                policy("long", 1).window(Duration.ofHours(1)).key(RateLimitKey.USER));
        decider.decide(endpoint, ADA);
        Verdict denied = decider.decide(endpoint, ADA);
        assertThat(denied.denials()).extracting(Verdict.Result::policy).containsExactly("long", "short");
        assertThat(denied.tightest().orElseThrow().policy()).isEqualTo("long");
    }

    @Test
    void shadowPolicy_overItsLimit_reportsAndDeniesNothing() {
        Endpoint endpoint = endpoint(policy("default", 100), policy("trial", 1).shadow());
        assertThat(admitted(endpoint, ADA, 3)).isEqualTo(3);
        assertThat(events).hasSize(2).allSatisfy(event -> assertThat(event)
                .isInstanceOfSatisfying(RateLimitExceeded.class, exceeded -> {
                    assertThat(exceeded.shadow()).isTrue();
                    assertThat(exceeded.policy()).isEqualTo("trial");
                }));
        assertThat(decider.decide(endpoint, ADA).results())
                .extracting(Verdict.Result::policy)
                .containsExactly("default");
    }

    @Test
    void denial_isToldAsEventWithoutTheSubject() {
        Endpoint endpoint = endpoint(policy("default", 1).key(RateLimitKey.USER));
        admitted(endpoint, ADA, 2);
        assertThat(events).singleElement().isInstanceOfSatisfying(RateLimitExceeded.class, exceeded -> {
            assertThat(exceeded.shadow()).isFalse();
            assertThat(exceeded.endpoint()).isEqualTo(Sample.class.getName() + "/admit");
            assertThat(exceeded.subject()).hasSize(43);
            assertThat(exceeded.toString()).doesNotContain("ada");
        });
    }

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

    @Test
    @SuppressWarnings("NullAway") // the mistake under test
    void resolver_returningNull_isNamed() {
        resolver = called -> null;
        assertThatThrownBy(() -> decider.decide(endpoint(policy("default", 1).resolver()), ADA))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(RateLimitKeyResolver.class.getName())
                .hasMessageContaining("returned null");
    }

    @Test
    void storeThatDoesNotAnswer_eachPolicy_fallsBackAsItSays() {
        int nobodyListens = Ports.free();
        try (RedisStore unreachable = RedisStore.connect(
                new RedisOptions(
                        "redis://127.0.0.1:" + nobodyListens,
                        RedisOptions.Shape.STANDALONE,
                        RedisTls.STANDARD,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(30),
                        1,
                        1,
                        "beacon",
                        false),
                event -> {})) {
            RateLimitDecider degraded = decider(unreachable);
            Endpoint counted = endpoint(policy("default", 2));
            assertThat(IntStream.range(0, 5)
                            .filter(i -> degraded.decide(counted, ADA).admitted())
                            .count())
                    .isEqualTo(2);

            Verdict open = degraded.decide(endpoint(policy("default", 1).onFailure(OnStoreFailure.OPEN)), ADA);
            assertThat(open.admitted()).isTrue();
            assertThat(open.tightest()).isEmpty();

            Verdict closed = degraded.decide(endpoint(policy("default", 1).onFailure(OnStoreFailure.CLOSED)), ADA);
            assertThat(closed.admitted()).isFalse();
            assertThat(closed.unavailable()).isTrue();

            Verdict trial = degraded.decide(
                    endpoint(policy("default", 1)
                            .onFailure(OnStoreFailure.CLOSED)
                            .shadow()),
                    ADA);
            assertThat(trial.admitted()).isTrue();
        }
        assertThat(events).filteredOn(StoreDegraded.class::isInstance).hasSize(1);
    }

    @Test
    void denials_whileTheCircuitIsOpen_leaveTheOtherSubjectsCountAlone() {
        StoreGuard guard = guard(Duration.ofMillis(20), CompletableFuture::new);
        RateLimitDecider degraded = decider(new Frozen(), guard);
        Endpoint other = endpoint("other", policy("default", 1).onFailure(OnStoreFailure.OPEN));
        IntStream.range(0, 20).forEach(i -> degraded.decide(other, ADA));
        assertThat(guard.circuit()).isEqualTo("open");

        Endpoint endpoint = endpoint(
                policy("all", 20).key(RateLimitKey.GLOBAL), policy("user", 2).key(RateLimitKey.USER));
        assertThat(admitted(degraded, endpoint, ADA, 100)).isEqualTo(2);
        assertThat(admitted(degraded, endpoint, BOB, 100)).isEqualTo(2);
        assertThat(guard.circuit()).isEqualTo("open");
    }

    @Test
    void denials_whileTheStoreIsFrozen_openTheCircuitAndLeaveTheOtherSubjectsCountAlone() {
        StoreGuard guard = guard(Duration.ofMillis(20), CompletableFuture::new);
        RateLimitDecider degraded = decider(new Frozen(), guard);
        Endpoint endpoint = endpoint(
                policy("all", 20).key(RateLimitKey.GLOBAL), policy("user", 1).key(RateLimitKey.USER));

        assertThat(admitted(degraded, endpoint, ADA, 15)).isEqualTo(1);

        assertThat(guard.circuit()).isEqualTo("open");
        assertThat(admitted(degraded, endpoint, BOB, 15)).isEqualTo(1);
    }

    @Test
    void denial_whenTheDeadlineIsSpent_givesBackAndTellsNoFailure() {
        Duration limit = Duration.ofSeconds(1);
        StoreGuard guard = guard(limit, store::ping);
        Late late = new Late(limit);
        RateLimitDecider slow = decider(late, guard);
        Endpoint endpoint = endpoint(
                policy("all", 20).key(RateLimitKey.GLOBAL), policy("user", 1).key(RateLimitKey.USER));
        slow.decide(endpoint, ADA);

        assertThat(slow.decide(endpoint, ADA).admitted()).isFalse();

        late.givenBack.complete(RateLimitStore.Usage.NONE);
        assertThat(events).noneMatch(StoreDegraded.class::isInstance);
        assertThat(late.returns).hasValue(1);
    }

    @Test
    void denial_withTimeLeft_waitsUntilTheOthersCountIsGivenBack() {
        Late late = new Late(Duration.ZERO);
        RateLimitDecider slow = decider(late, guard(Duration.ofSeconds(30), store::ping));
        Endpoint endpoint = endpoint(
                policy("all", 20).key(RateLimitKey.GLOBAL), policy("user", 1).key(RateLimitKey.USER));
        slow.decide(endpoint, ADA);

        CompletableFuture<Boolean> denied =
                CompletableFuture.supplyAsync(() -> !slow.decide(endpoint, ADA).admitted());
        await().until(() -> late.returns.get() == 1);
        assertThat(denied).isNotDone();
        late.givenBack.complete(RateLimitStore.Usage.NONE);

        assertThat(denied).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
    }

    @Test
    void giveBack_thatIsNeverAnswered_isToldAsAFailure() {
        RateLimitDecider slow = decider(new Late(Duration.ZERO), guard(Duration.ofMillis(50), CompletableFuture::new));
        Endpoint endpoint = endpoint(
                policy("all", 20).key(RateLimitKey.GLOBAL), policy("user", 1).key(RateLimitKey.USER));
        slow.decide(endpoint, ADA);
        slow.decide(endpoint, ADA);

        await().untilAsserted(() -> assertThat(events)
                .filteredOn(StoreDegraded.class::isInstance)
                .containsExactly(new StoreDegraded("ratelimit", RedisErrorType.TIMEOUT_ERROR)));
    }

    private boolean shareACount(Policy policy, Caller one, Caller other) {
        Endpoint endpoint = endpoint(policy);
        now = now.plus(WINDOW);
        assertThat(admitted(endpoint, one, 1)).isEqualTo(1);
        return admitted(endpoint, other, 1) == 0;
    }

    /** Changes one member at a time. */
    private record Policy(RateLimitPolicy value) {
        private Policy with(
                Duration window,
                RateLimitKey key,
                String argument,
                Optional<Class<? extends RateLimitKeyResolver>> resolver,
                OnStoreFailure onFailure,
                boolean shadow) {
            return new Policy(new RateLimitPolicy(
                    value.name(), value.limit(), window, key, argument, resolver, value.cost(), onFailure, shadow));
        }

        Policy window(Duration window) {
            return with(
                    window,
                    value.key(),
                    value.keyArgument(),
                    value.keyResolver(),
                    value.onStoreFailure(),
                    value.shadow());
        }

        Policy key(RateLimitKey key) {
            return key(key, "");
        }

        Policy key(RateLimitKey key, String argument) {
            return with(value.window(), key, argument, value.keyResolver(), value.onStoreFailure(), value.shadow());
        }

        Policy resolver() {
            return with(
                    value.window(),
                    value.key(),
                    "",
                    Optional.of(RateLimitKeyResolver.class),
                    value.onStoreFailure(),
                    value.shadow());
        }

        Policy onFailure(OnStoreFailure onFailure) {
            return with(
                    value.window(), value.key(), value.keyArgument(), value.keyResolver(), onFailure, value.shadow());
        }

        Policy shadow() {
            return with(
                    value.window(),
                    value.key(),
                    value.keyArgument(),
                    value.keyResolver(),
                    value.onStoreFailure(),
                    true);
        }
    }

    /** Takes every call and answers none. */
    private static class Frozen implements RateLimitStore {
        @Override
        public CompletionStage<List<Decision>> tryAcquire(String subject, List<RateLimitStore.Policy> policies) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<Usage> penalize(String subject, String policyId, long amount, Duration window) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<Usage> refund(String subject, String policyId, long amount) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<Usage> giveBack(String subject, String policyId, long amount, Duration left) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<Usage> usage(String subject, String policyId) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<Void> reset(String subject, String policyId) {
            return new CompletableFuture<>();
        }
    }

    /** Decides at the end of the given time, and leaves give-backs without an answer. */
    private final class Late extends Frozen {
        private final Duration taken;
        private final AtomicInteger returns = new AtomicInteger();
        private final CompletableFuture<Usage> givenBack = new CompletableFuture<>();

        Late(Duration taken) {
            this.taken = taken;
        }

        @Override
        public CompletionStage<List<Decision>> tryAcquire(String subject, List<RateLimitStore.Policy> policies) {
            long began = System.nanoTime();
            await().atMost(taken.plusSeconds(10)).until(() -> System.nanoTime() - began >= taken.toNanos());
            return store.rateLimits().tryAcquire(subject, policies);
        }

        @Override
        public CompletionStage<Usage> giveBack(String subject, String policyId, long amount, Duration left) {
            returns.incrementAndGet();
            return givenBack;
        }
    }

    @SuppressWarnings("UnusedMethod") // named by reflection
    private static final class Sample {
        void admit() {}

        void other() {}
    }
}
