package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.CacheSettings;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Renews a lease while its load runs. It stops after {@code beacon.cache.load-wait}, the longest time that anybody
 * waits for a load: then another caller may load.
 */
final class LeaseRenewal {
    private static final int RENEWALS_PER_LEASE = 3;

    private final Supplier<? extends CompletionStage<Boolean>> renew;
    private final AtomicLong left;
    private final Future<?> timer;

    /** @param renew renews the lease once; false if the lease is lost */
    LeaseRenewal(Scheduler scheduler, CacheSettings settings, Supplier<? extends CompletionStage<Boolean>> renew) {
        this.renew = renew;
        Duration period = settings.lease().dividedBy(RENEWALS_PER_LEASE);
        this.left = new AtomicLong(settings.loadWait().toNanos() / period.toNanos());
        this.timer = scheduler.every(period, this::renewOnce);
    }

    private void renewOnce() {
        if (left.getAndDecrement() <= 0) {
            end();
            return;
        }
        CompletionStage<Boolean> unused = renew.get().whenComplete((held, failure) -> {
            if (failure == null && !held) {
                end();
            }
        });
    }

    void end() {
        timer.cancel(false);
    }
}
