package io.boosterbeacon.redis.internal.store.guard;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.LostDecision;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.Receipt;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A rate limit store with a guard. Permits of running calls that arrive after the deadline, or may have been taken by a
 * decision whose answer is lost, are given back: no call will end them. Other counts stay.
 */
public final class GuardedRateLimitStore implements RateLimitStore {
    private final RateLimitStore store;
    private final StoreGuard guard;
    private final PermitReturns returns;

    public GuardedRateLimitStore(RateLimitStore store, StoreGuard guard) {
        this.store = store;
        this.guard = guard;
        this.returns = new PermitReturns(store, guard);
    }

    @Override
    public CompletionStage<List<Decision>> tryAcquire(String subject, List<Request> requests) {
        for (int i = 0; i < requests.size(); i++) {
            if (requests.get(i).algorithm().endsWithCall()) {
                return guard.call(
                        () -> store.tryAcquire(subject, requests).whenComplete(this::giveBackIfLost),
                        late -> giveBack(requests, late));
            }
        }
        return guard.call(() -> store.tryAcquire(subject, requests));
    }

    private void giveBack(List<Request> requests, List<Decision> decisions) {
        for (int i = 0; i < requests.size(); i++) {
            if (requests.get(i).algorithm().endsWithCall() && decisions.get(i).receipt() != Receipt.NONE) {
                CompletionStage<Void> unused = giveBack(decisions.get(i).receipt());
            }
        }
    }

    private void giveBackIfLost(@Nullable List<Decision> decisions, @Nullable Throwable failure) {
        if (failure != null && guard.translated(failure) instanceof LostDecision lost) {
            for (Receipt permit : lost.permits()) {
                CompletionStage<Void> unused = giveBack(permit);
            }
        }
    }

    /** Repeated if it fails. */
    @Override
    public CompletionStage<Void> settle(Receipt receipt, long cost) {
        return returns.settle(receipt, cost);
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
