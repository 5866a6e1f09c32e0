package io.boosterbeacon.redis.internal.ratelimit.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitCall;
import io.boosterbeacon.redis.ratelimit.RateLimitCalls;
import io.boosterbeacon.redis.ratelimit.RateLimitCostResolver;
import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import io.boosterbeacon.redis.ratelimit.RateLimitOutcome;
import io.boosterbeacon.redis.testing.Application;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Costs of calls of beans, which the application determines. */
class CostsOfBeansTest {
    /** Reserves the first argument, and settles a text by its length. */
    @ApplicationScoped
    static class ByLength implements RateLimitCostResolver {
        private final List<RateLimitOutcome.Kind> ends = new ArrayList<>();

        List<RateLimitOutcome.Kind> ends() {
            return ends;
        }

        @Override
        public long cost(RateLimitCall call) {
            return ((Integer) call.arguments().get(0)).longValue();
        }

        @Override
        public long settle(RateLimitCall call, RateLimitOutcome outcome) {
            ends.add(outcome.kind());
            return outcome.result().map(text -> (long) text.toString().length()).orElse(0L);
        }
    }

    /** Reserves 5. */
    @ApplicationScoped
    static class Five implements RateLimitCostResolver {
        @Override
        public long cost(RateLimitCall call) {
            return 5;
        }
    }

    @ApplicationScoped
    static class Models {
        @Inject
        RateLimitCalls calls;

        @Inject
        Other other;

        @RateLimit(name = "texts", value = 10, window = 3600, key = RateLimitKey.GLOBAL, costResolver = ByLength.class)
        public String text(int estimate, String text) {
            if (text.isEmpty()) {
                throw new IllegalStateException("no text");
            }
            return text;
        }

        @RateLimit(name = "stages", value = 10, window = 3600, key = RateLimitKey.GLOBAL, costResolver = ByLength.class)
        public CompletionStage<String> stage(int estimate, CompletableFuture<String> answer) {
            return answer;
        }

        @RateLimit(name = "tokens", value = 10, window = 3600, key = RateLimitKey.GLOBAL, costResolver = Five.class)
        public CompletionStage<String> charged(int tokens, CompletableFuture<String> answer) {
            RateLimitCall call = calls.current("tokens");
            other.charge(1);
            return answer.thenApply(text -> {
                call.charge(tokens);
                return text;
            });
        }

        @RateLimit(
                name = "requests",
                value = 10,
                window = 3600,
                key = RateLimitKey.GLOBAL,
                group = "shared",
                costResolver = Five.class)
        public void large() {}

        @RateLimit(name = "requests", value = 10, window = 3600, key = RateLimitKey.GLOBAL, group = "shared")
        public void small() {}

        @RateLimit(value = 3, window = 3600, key = RateLimitKey.GLOBAL)
        public long charging() {
            RateLimitCall call = calls.current("default");
            call.charge(100);
            return call.reserved();
        }
    }

    @ApplicationScoped
    static class Other {
        @Inject
        RateLimitCalls calls;

        /** The inner call has a policy of its own, and charges that of the outer one. */
        @RateLimit(name = "inner", value = 100, window = 3600, key = RateLimitKey.GLOBAL, costResolver = Five.class)
        public void charge(long cost) {
            calls.current("tokens").charge(cost);
        }
    }

    private final Application application =
            new Application(Map.of(), ByLength.class, Five.class, Models.class, Other.class);
    private final Models models = application.bean(Models.class);

    @AfterEach
    void undeploy() {
        application.close();
    }

    @Test
    void method_thatReturns_costsWhatTheBeanSettles() {
        models.text(9, "ab");
        models.text(8, "abc");
        assertThatThrownBy(() -> models.text(6, "a")).isInstanceOf(RateLimitExceededException.class);
        models.text(5, "a");
        assertThat(application.bean(ByLength.class).ends()).hasSize(3).containsOnly(RateLimitOutcome.Kind.COMPLETED);
    }

    @Test
    void method_thatThrows_isSettledAsFailed() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> models.text(10, "")).hasMessage("no text");
        }
        assertThat(application.bean(ByLength.class).ends()).hasSize(3).containsOnly(RateLimitOutcome.Kind.FAILED);
    }

    @Test
    void stage_thatCompletes_isSettledThen() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        models.stage(10, answer);
        assertThatThrownBy(() -> models.stage(1, answer)).isInstanceOf(RateLimitExceededException.class);

        answer.complete("abcd");

        models.stage(6, new CompletableFuture<>());
        assertThatThrownBy(() -> models.stage(1, answer)).isInstanceOf(RateLimitExceededException.class);
    }

    @Test
    void charges_fromInsideTheCallAndALaterStage_areItsCost() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        models.charged(2, answer);
        answer.complete("done");

        // 3 of 10 are used
        models.charged(1, new CompletableFuture<>());
        assertThatThrownBy(() -> models.charged(1, answer)).isInstanceOf(RateLimitExceededException.class);
    }

    @Test
    void charge_ofACallWithAFixedCost_hasNoEffect() {
        for (int i = 0; i < 3; i++) {
            assertThat(models.charging()).isZero();
        }
        assertThatThrownBy(models::charging).isInstanceOf(RateLimitExceededException.class);
        assertThat(application.bean(RateLimitCalls.class).current("tokens").charged())
                .isEmpty();
    }

    @Test
    void group_withDifferentCosts_hasOneCount() {
        models.small();
        models.large();
        models.small();
        assertThatThrownBy(models::large).isInstanceOf(RateLimitExceededException.class);
        for (int i = 0; i < 3; i++) {
            models.small();
        }
        assertThatThrownBy(models::small).isInstanceOf(RateLimitExceededException.class);
    }
}
