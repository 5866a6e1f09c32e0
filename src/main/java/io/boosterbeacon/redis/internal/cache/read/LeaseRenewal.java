package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.concurrent.Deadlines;
import io.boosterbeacon.redis.internal.config.CacheSettings;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Keeps a lease while its load lasts, but not for ever: a load that nobody would wait for any more, since it has taken longer
 * than {@code beacon.cache.load-wait}, leaves the key to the next one.
 */
final class LeaseRenewal {
    private static final int RENEWALS_PER_LEASE = 3;

    private final Supplier<? extends CompletionStage<Boolean>> renew;
    private final AtomicLong left;
    private final Future<?> timer;

    /** @param renew lets the lease last for another of its lengths; false if it is lost */
    LeaseRenewal(Deadlines deadlines, CacheSettings settings, Supplier<? extends CompletionStage<Boolean>> renew) {
        this.renew = renew;
        Duration period = settings.lease().dividedBy(RENEWALS_PER_LEASE);
        this.left = new AtomicLong(settings.loadWait().dividedBy(period));
        this.timer = deadlines.every(period, this::renewOnce);
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
