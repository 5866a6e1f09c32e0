package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.config.Members;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.ratelimit.RateLimitPermit;
import io.boosterbeacon.redis.ratelimit.RateLimitResult;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/** A permit that {@link StoreRateLimiter} has taken. */
final class HeldPermit implements RateLimitPermit {
    private final RateLimitResult result;
    private final Receipt receipt;
    private final RateLimitStore store;
    private final AdmittedCall call;
    private final Runnable changed;
    private final AtomicBoolean settled;

    /**
     * @param call renews the permit if it ends with the work
     * @param changed runs after the store has changed the count
     */
    HeldPermit(RateLimitResult result, Receipt receipt, RateLimitStore store, AdmittedCall call, Runnable changed) {
        this.result = result;
        this.receipt = receipt;
        this.store = store;
        this.call = call;
        this.changed = changed;
        // the cost of a running call is always 1
        this.settled = new AtomicBoolean(call.isOpen());
    }

    @Override
    public RateLimitResult result() {
        return result;
    }

    @Override
    public void settle(long cost) {
        LimiterArguments.inRange("cost", cost, 0, Members.MAX_COUNT);
        if (settled.compareAndSet(false, true)) {
            notify(store.settle(receipt, cost));
        }
    }

    @Override
    public void close() {
        if (call.isOpen()) {
            notify(call.giveBack());
        }
    }

    /** For a caller that has gone. */
    void giveBack() {
        close();
        settle(0);
    }

    private void notify(CompletionStage<Void> change) {
        CompletionStage<Void> unused = change.handle((done, failure) -> {
            changed.run();
            return null;
        });
    }
}
