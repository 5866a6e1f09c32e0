package io.boosterbeacon.redis.internal.ratelimit.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.RateLimitPolicies;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.LimitRules;
import io.boosterbeacon.redis.internal.ratelimit.NoResolvers;
import io.boosterbeacon.redis.internal.ratelimit.RateLimitDecider;
import io.boosterbeacon.redis.internal.ratelimit.Resolvers;
import io.boosterbeacon.redis.internal.ratelimit.RunningCalls;
import io.boosterbeacon.redis.internal.ratelimit.Verdict;
import io.boosterbeacon.redis.internal.server.RestRegistration;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitCall;
import io.boosterbeacon.redis.ratelimit.RateLimitCostResolver;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import io.boosterbeacon.redis.ratelimit.RateLimitOutcome;
import io.boosterbeacon.redis.ratelimit.RateLimitOutcome.Kind;
import jakarta.ws.rs.GET;
import java.io.IOException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Costs of requests that a filter has counted, and that an interceptor of the resource sees, too. */
class CostsOfRequestsTest {
    private static final ApplicationSettings SHOP = new ApplicationSettings("shop", Set.of(), false, Set.of());

    interface Models {
        @GET
        @RateLimit(name = "tokens", value = 10, key = RateLimitKey.GLOBAL, costResolver = Costs.class)
        Object answer();
    }

    /** Reserves 5, and settles what a call was charged. */
    private static final class Costs implements RateLimitCostResolver {
        private final List<RateLimitOutcome> outcomes = new ArrayList<>();

        @Override
        public long cost(RateLimitCall call) {
            return 5;
        }

        @Override
        public long settle(RateLimitCall call, RateLimitOutcome outcome) {
            outcomes.add(outcome);
            return RateLimitCostResolver.super.settle(call, outcome);
        }
    }

    private final Costs costs = new Costs();
    private final EmbeddedStore store = new EmbeddedStore(() -> Instant.EPOCH);
    private final Scheduler timers = new Scheduler();
    private final RateLimitPolicies policies = new RateLimitPolicies(name -> Optional.empty());
    private final RateLimitDecider decider = new RateLimitDecider(
            store.rateLimits(),
            Duration.ofSeconds(5),
            new Resolvers(NoResolvers.RESOLVERS.keys(), type -> costs),
            Telemetry.NONE,
            () -> Instant.EPOCH,
            new RunningCalls(store.rateLimits(), timers),
            new LimitRules(store.limitRules(), "shop", timers, System::nanoTime, new Json(), 64));
    private final LimitedMethods methods =
            new LimitedMethods(policies, decider, Caller.NOBODY, new RestRegistration(false), this::counts, SHOP, true);
    private final RequestLimits limits = new RequestLimits(policies, decider, this::counts, SHOP);

    private RequestCounts counts = new RequestCounts();
    private Verdict verdict = Verdict.NONE;

    private RequestCounts counts() {
        return counts;
    }

    private static Method method() {
        return Models.class.getMethods()[0];
    }

    @BeforeEach
    void admit() {
        counts = new RequestCounts();
        verdict =
                limits.of(new BeanMethod(Models.class, method())).orElseThrow().decide(Caller.NOBODY, false, null);
        assertThat(verdict.admitted()).isTrue();
    }

    @AfterEach
    void close() {
        store.close();
        timers.close();
    }

    private @Nullable Object call(Callable<@Nullable Object> work) throws Exception {
        return methods.call(Models.class, method(), new Object[0], work);
    }

    private static RateLimitOutcome answered(Kind kind, int status, @Nullable Throwable failure) {
        return new RateLimitOutcome(kind, OptionalInt.of(status), Optional.empty(), Optional.ofNullable(failure));
    }

    @Test
    void method_thatReturns_isSettledByItsResponse() throws Exception {
        assertThat(call(() -> "done")).isEqualTo("done");
        assertThat(costs.outcomes).isEmpty();

        counts.finish(200);

        assertThat(costs.outcomes).containsExactly(answered(Kind.COMPLETED, 200, null));
    }

    @ParameterizedTest
    @CsvSource({"200, COMPLETED", "409, FAILED"})
    void method_thatThrows_isSettledByTheResponseOfItsMapper_whichKnowsTheFailure(int status, Kind kind) {
        IOException failure = new IOException("broken");
        assertThatThrownBy(() -> call(() -> {
                    throw failure;
                }))
                .isSameAs(failure);
        verdict.call().answered(status, null);
        assertThat(costs.outcomes).isEmpty();

        verdict.call().end();

        assertThat(costs.outcomes).containsExactly(answered(kind, status, failure));
    }

    @Test
    void method_thatThrowsAnExceptionWithoutAMapper_isSettledAsFailed() {
        IOException failure = new IOException("broken");
        assertThatThrownBy(() -> call(() -> {
                    throw failure;
                }))
                .isSameAs(failure);

        counts.fail(null);

        assertThat(costs.outcomes)
                .containsExactly(
                        new RateLimitOutcome(Kind.FAILED, OptionalInt.empty(), Optional.empty(), Optional.of(failure)));
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void stage_thatFails_isSettledByItsResponse_whateverIsKnownFirst(boolean answeredFirst) throws Exception {
        IllegalStateException failure = new IllegalStateException("later");
        CompletableFuture<String> answer = new CompletableFuture<>();
        CompletableFuture<String> dependent = answer.thenApply(text -> text);
        call(() -> dependent);
        if (answeredFirst) {
            verdict.call().answered(500, null);
            answer.completeExceptionally(failure);
        } else {
            answer.completeExceptionally(failure);
            verdict.call().answered(500, null);
        }
        verdict.call().end();

        assertThat(costs.outcomes).containsExactly(answered(Kind.FAILED, 500, failure));
    }

    @Test
    void client_thatHangsUp_isKnownWithTheStatusThatItHasSeen() throws Exception {
        call(() -> "done");
        verdict.call().answered(200, null);
        counts.abort();
        counts.finish(500);

        assertThat(costs.outcomes).containsExactly(answered(Kind.ABORTED, 200, null));
    }

    @Test
    void charges_ofTheMethod_areTheCostOfItsRequest() throws Exception {
        call(() -> {
            methods.calls().current("tokens").charge(2);
            return "done";
        });
        assertThat(methods.calls().current("other").reserved()).isZero();
        counts.finish(200);
        assertThat(methods.calls().current("tokens").reserved()).isZero();

        admit();

        assertThat(verdict.results().get(0).decision().remaining()).isEqualTo(10 - 2 - 5);
    }
}
