package io.boosterbeacon.redis.testing;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.Receipt;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Allows all requests to be served from permits that are taken in advance. */
public record LeasedRequests(RateLimitStore store) implements RateLimitStore {
    /** The same request, for which permits may be taken in advance. */
    public static Request leased(Request request) {
        return new Request(request.policyId(), request.algorithm(), request.cost(), request.onStoreFailure(), true);
    }

    @Override
    public CompletionStage<List<Decision>> tryAcquire(String subject, List<Request> requests) {
        return store.tryAcquire(
                subject, requests.stream().map(LeasedRequests::leased).toList());
    }

    @Override
    public CompletionStage<Void> settle(Receipt receipt, long cost) {
        return store.settle(receipt, cost);
    }

    @Override
    public CompletionStage<Void> renew(Receipt receipt) {
        return store.renew(receipt);
    }

    @Override
    public CompletionStage<Usage> adjust(String subject, String policyId, Algorithm algorithm, long amount) {
        return store.adjust(subject, policyId, algorithm, amount);
    }

    @Override
    public CompletionStage<Void> block(String subject, String policyId, Algorithm algorithm, Duration time) {
        return store.block(subject, policyId, algorithm, time);
    }

    @Override
    public CompletionStage<Void> reset(String subject, String policyId, Algorithm algorithm) {
        return store.reset(subject, policyId, algorithm);
    }
}
