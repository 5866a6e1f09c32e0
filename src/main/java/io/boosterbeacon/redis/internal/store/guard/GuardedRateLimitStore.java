package io.boosterbeacon.redis.internal.store.guard;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.Receipt;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A rate limit store with a guard. */
public final class GuardedRateLimitStore implements RateLimitStore {
    private final RateLimitStore store;
    private final StoreGuard guard;

    public GuardedRateLimitStore(RateLimitStore store, StoreGuard guard) {
        this.store = store;
        this.guard = guard;
    }

    @Override
    public CompletionStage<List<Decision>> tryAcquire(String subject, List<Request> requests) {
        return guard.call(() -> store.tryAcquire(subject, requests));
    }

    @Override
    public CompletionStage<Usage> penalize(String subject, String policyId, Algorithm algorithm, long amount) {
        return guard.call(() -> store.penalize(subject, policyId, algorithm, amount));
    }

    @Override
    public CompletionStage<Usage> refund(String subject, String policyId, long amount) {
        return guard.call(() -> store.refund(subject, policyId, amount));
    }

    @Override
    public CompletionStage<Void> giveBack(Receipt receipt) {
        return guard.call(() -> store.giveBack(receipt));
    }

    @Override
    public CompletionStage<Usage> usage(String subject, String policyId) {
        return guard.call(() -> store.usage(subject, policyId));
    }

    @Override
    public CompletionStage<Void> reset(String subject, String policyId) {
        return guard.call(() -> store.reset(subject, policyId));
    }
}
