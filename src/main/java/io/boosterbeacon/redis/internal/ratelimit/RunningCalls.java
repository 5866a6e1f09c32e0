package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.Receipt;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Renews the permits of running calls, so that they end soon after a crash of this node and never before. Thread-safe.
 */
public final class RunningCalls {
    /** Renewals in the time after which a permit ends: two of them may fail. */
    private static final int RENEWALS_PER_EXPIRY = 3;

    /** A call whose end was never noticed gives its permits back at last. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private final RateLimitStore store;
    private final Scheduler scheduler;
    private final PendingFutures futures;

    public RunningCalls(RateLimitStore store, Scheduler scheduler) {
        this.store = store;
        this.scheduler = scheduler;
        this.futures = new PendingFutures(scheduler);
    }

    /**
     * Begins a call that holds permits, or whose outcome matters.
     *
     * @param receipts of the permits that end with the call
     * @param expiry the time after which the first permit ends unless it is renewed
     * @param outcome of the call
     */
    AdmittedCall begin(List<Receipt> receipts, Duration expiry, CallOutcome outcome) {
        AdmittedCall call = AdmittedCall.holding(receipts, store, outcome, futures);
        if (receipts.isEmpty()) {
            return call;
        }
        Duration period = expiry.dividedBy(RENEWALS_PER_EXPIRY);
        AtomicInteger left = new AtomicInteger((int) Math.min(Integer.MAX_VALUE, LONGEST.dividedBy(period)));
        call.renewBy(scheduler.every(period, () -> {
            if (left.decrementAndGet() < 0) {
                call.end();
            } else {
                call.renew();
            }
        }));
        return call;
    }
}
