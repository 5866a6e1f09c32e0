package io.boosterbeacon.redis.internal.ratelimit.binding;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitCall;
import io.boosterbeacon.redis.ratelimit.RateLimitCalls;
import io.boosterbeacon.redis.ratelimit.RateLimitCostResolver;
import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import io.boosterbeacon.redis.ratelimit.RateLimitOutcome;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.RedisProcess;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Costs of calls that have ended shortly before the application does. */
class CostsAtUndeployTest {
    /** The threads that the library has for beans that settle. */
    private static final int THREADS = 16;

    private static final long RESERVED = 10;
    private static final long ALL = (THREADS + 1) * RESERVED;

    /** Is still waiting when the application ends. */
    @ApplicationScoped
    static class Waiting implements RateLimitCostResolver {
        private final AtomicInteger settling = new AtomicInteger();

        int settling() {
            return settling.get();
        }

        @Override
        public long cost(RateLimitCall call) {
            return RESERVED;
        }

        @Override
        public long settle(RateLimitCall call, RateLimitOutcome outcome) {
            settling.incrementAndGet();
            try {
                return new CountDownLatch(1).await(30, TimeUnit.SECONDS) ? 0 : 1;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @ApplicationScoped
    static class Models {
        @Inject
        RateLimitCalls calls;

        @RateLimit(
                name = "tokens",
                value = ALL,
                window = 3600,
                key = RateLimitKey.GLOBAL,
                group = "undeployed",
                costResolver = Waiting.class)
        public CompletionStage<String> charged(long tokens, CompletableFuture<String> answer) {
            calls.current("tokens").charge(tokens);
            return answer;
        }

        @RateLimit(
                name = "tokens",
                value = ALL,
                window = 3600,
                key = RateLimitKey.GLOBAL,
                group = "undeployed",
                cost = 7)
        public void seven() {}
    }

    @Test
    void costs_thatWaitForTheirBean_areSettledByWhatWasCharged() throws Exception {
        try (RedisProcess redis = RedisProcess.start()) {
            try (Application application = new Application(Application.on(redis.url()), Waiting.class, Models.class)) {
                Models models = application.bean(Models.class);
                CompletableFuture<String> first = new CompletableFuture<>();
                CompletableFuture<String> last = new CompletableFuture<>();
                for (int i = 0; i < THREADS; i++) {
                    models.charged(1, first);
                }
                models.charged(3, last);
                onAnotherThread(() -> first.complete("done"));
                Waiting costs = application.bean(Waiting.class);
                await().until(() -> costs.settling() == THREADS);
                onAnotherThread(() -> last.complete("done"));
            }

            // the beans that were interrupted have failed: what they had reserved stays taken
            try (Application application = new Application(Application.on(redis.url()), Waiting.class, Models.class)) {
                Models models = application.bean(Models.class);
                models.seven();
                assertThatThrownBy(models::seven).isInstanceOf(RateLimitExceededException.class);
            }
        }
    }

    private static void onAnotherThread(Runnable task) throws InterruptedException {
        Thread other = new Thread(task);
        other.start();
        other.join();
    }
}
