package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.store.RateLimitStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes every call and answers none. */
class FrozenRateLimitStore implements RateLimitStore {
    @Override
    public CompletionStage<List<Decision>> tryAcquire(String subject, List<Policy> policies) {
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
    public CompletionStage<Usage> giveBack(String subject, String policyId, long amount, String window) {
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
