package io.boosterbeacon.redis.internal.ratelimit;

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
    private final Runnable closed;
    private final AtomicBoolean settled = new AtomicBoolean();

    /**
     * @param call renews the permit if it ends with the work
     * @param closed runs after the permit was given back
     */
    HeldPermit(RateLimitResult result, Receipt receipt, RateLimitStore store, AdmittedCall call, Runnable closed) {
        this.result = result;
        this.receipt = receipt;
        this.store = store;
        this.call = call;
        this.closed = closed;
    }

    @Override
    public RateLimitResult result() {
        return result;
    }

    @Override
    public void settle(long cost) {
        if (cost < 0) {
            throw new IllegalArgumentException("cost is " + cost + "; accepted: 0 and more");
        }
        if (!call.isOpen() && settled.compareAndSet(false, true)) {
            CompletionStage<Void> unused = store.settle(receipt, cost);
        }
    }

    @Override
    public void close() {
        if (call.isOpen()) {
            call.end();
            closed.run();
        }
    }
}
