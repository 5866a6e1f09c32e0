package io.boosterbeacon.redis.internal.store.local;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.RateLimitFollower;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Decides when the store fails, according to the {@link OnStoreFailure} of each request: {@code LOCAL} policies
 * continue to count in this JVM from the last decision of the store, {@code OPEN} policies admit the request, and if a
 * policy is {@code CLOSED}, the failure is passed on. All other operations fail if the store fails.
 *
 * <p>A reset through this node also resets what is known here. After a reset or a refund through another node, this JVM
 * continues from the count before it, until the next decision of the store about a later window. Running calls that the
 * store has counted are not known here: in a failure, each JVM admits as many calls as the limit, beside them.
 */
public final class LocalRateLimits implements RateLimitStore {
    private final RateLimitStore store;
    private final RateLimitFollower local;

    public LocalRateLimits(RateLimitStore store, RateLimitFollower local) {
        this.store = store;
        this.local = local;
    }

    @Override
    public CompletionStage<List<Decision>> tryAcquire(String subject, List<Request> requests) {
        CompletionStage<List<Decision>> answer = store.tryAcquire(subject, requests);
        if (isAny(requests, OnStoreFailure.CLOSED) && !isAny(requests, OnStoreFailure.LOCAL)) {
            return answer;
        }
        return answer.handle((decisions, failure) -> {
            if (failure != null) {
                return withoutStore(subject, requests, failure);
            }
            follow(subject, requests, decisions);
            return decisions;
        });
    }

    private void follow(String subject, List<Request> requests, List<Decision> decisions) {
        for (int i = 0; i < requests.size(); i++) {
            if (requests.get(i).onStoreFailure() == OnStoreFailure.LOCAL) {
                local.follow(subject, requests.get(i), decisions.get(i));
            }
        }
    }

    private List<Decision> withoutStore(String subject, List<Request> requests, Throwable failure) {
        if (isAny(requests, OnStoreFailure.CLOSED)) {
            throw failure instanceof CompletionException known ? known : new CompletionException(failure);
        }
        List<Request> counted = new ArrayList<>(requests.size());
        for (Request request : requests) {
            if (request.onStoreFailure() == OnStoreFailure.LOCAL) {
                counted.add(request);
            }
        }
        List<Decision> decided = counted.isEmpty()
                ? List.of()
                : local.tryAcquire(subject, counted).toCompletableFuture().join();
        List<Decision> decisions = new ArrayList<>(requests.size());
        int next = 0;
        for (Request request : requests) {
            decisions.add(
                    request.onStoreFailure() == OnStoreFailure.LOCAL
                            ? ofThisJvm(decided.get(next++))
                            : Decision.UNCOUNTED);
        }
        return decisions;
    }

    private static Decision ofThisJvm(Decision decision) {
        return new Decision(
                decision.outcome(),
                decision.count(),
                decision.remaining(),
                decision.reset(),
                decision.retryAfter(),
                new LocalReceipt(decision.receipt()),
                true);
    }

    private static boolean isAny(List<Request> requests, OnStoreFailure policy) {
        for (int i = 0; i < requests.size(); i++) {
            if (requests.get(i).onStoreFailure() == policy) {
                return true;
            }
        }
        return false;
    }

    /** Settles with the store that has counted. Permits counted in this JVM are unknown to the other store. */
    @Override
    public CompletionStage<Void> settle(Receipt receipt, long cost) {
        return receipt instanceof LocalReceipt taken
                ? local.settle(taken.receipt(), cost)
                : store.settle(receipt, cost);
    }

    @Override
    public CompletionStage<Void> renew(Receipt receipt) {
        return receipt instanceof LocalReceipt taken ? local.renew(taken.receipt()) : store.renew(receipt);
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
        CompletionStage<Void> answer = store.reset(subject, policyId, algorithm);
        // once, also after a missed deadline: a second time it would remove what was counted since
        CompletionStage<Void> both =
                Answers.untimed(answer).thenCompose(done -> local.reset(subject, policyId, algorithm));
        return answer.thenCompose(done -> both);
    }

    /** The receipt for permits that were counted in this JVM. */
    private record LocalReceipt(Receipt receipt) implements Receipt {
        @Override
        public String subject() {
            return receipt.subject();
        }
    }
}
