package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.Receipt;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Accepts every call, and answers none. */
public class FrozenRateLimitStore implements RateLimitStore {
    @Override
    public CompletionStage<List<Decision>> tryAcquire(String subject, List<Request> requests) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<Void> settle(Receipt receipt, long cost) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<Void> renew(Receipt receipt) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<Usage> adjust(String subject, String policyId, Algorithm algorithm, long amount) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<Void> block(String subject, String policyId, Algorithm algorithm, Duration time) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<Void> reset(String subject, String policyId, Algorithm algorithm) {
        return new CompletableFuture<>();
    }
}
