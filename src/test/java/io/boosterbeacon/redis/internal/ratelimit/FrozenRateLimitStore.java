package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.Receipt;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Accepts every call, and answers none. */
class FrozenRateLimitStore implements RateLimitStore {
    @Override
    public CompletionStage<List<Decision>> tryAcquire(String subject, List<Request> requests) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<Usage> penalize(String subject, String policyId, Algorithm algorithm, long amount) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<Usage> refund(String subject, String policyId, long amount) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<Void> giveBack(Receipt receipt) {
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
