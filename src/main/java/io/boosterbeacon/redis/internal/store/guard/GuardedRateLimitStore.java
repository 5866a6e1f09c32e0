package io.boosterbeacon.redis.internal.store.guard;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.Receipt;
import java.time.Duration;
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
        return guard.call(() -> store.tryAcquire(subject, requests), late -> endWithoutCalls(requests, late));
    }

    /** Ends permits that have arrived after the deadline: no call will end them. Other counts stay. */
    private void endWithoutCalls(List<Request> requests, List<Decision> decisions) {
        for (int i = 0; i < requests.size(); i++) {
            if (requests.get(i).algorithm().endsWithCall() && decisions.get(i).receipt() != Receipt.NONE) {
                CompletionStage<Void> unused = giveBack(decisions.get(i).receipt());
            }
        }
    }

    @Override
    public CompletionStage<Void> settle(Receipt receipt, long cost) {
        return guard.call(() -> store.settle(receipt, cost));
    }

    @Override
    public CompletionStage<Void> renew(Receipt receipt) {
        return guard.call(() -> store.renew(receipt));
    }

    @Override
    public CompletionStage<Usage> adjust(String subject, String policyId, Algorithm algorithm, long amount) {
        return guard.call(() -> store.adjust(subject, policyId, algorithm, amount));
    }

    @Override
    public CompletionStage<Void> block(String subject, String policyId, Algorithm algorithm, Duration time) {
        return guard.call(() -> store.block(subject, policyId, algorithm, time));
    }

    @Override
    public CompletionStage<Void> reset(String subject, String policyId, Algorithm algorithm) {
        return guard.call(() -> store.reset(subject, policyId, algorithm));
    }
}
