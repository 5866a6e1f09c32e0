package io.boosterbeacon.redis.internal.store.local;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * The leases of this node. Gives the unused permits of a lease back to the store when the lease ends, when it has been
 * idle for {@link #IDLE}, and when the application ends.
 */
final class OpenLeases implements AutoCloseable {
    /** A lease that has not been used for this long is given back at the next check. */
    static final Duration IDLE = Duration.ofMillis(100);

    /** The time that an undeployment waits for the store. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(500);

    private final RateLimitStore store;
    private final Scheduler timers;
    private final LongSupplier nanos;
    private final Set<Lease> open = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    OpenLeases(RateLimitStore store, Scheduler timers, LongSupplier nanos) {
        this.store = store;
        this.timers = timers;
        this.nanos = nanos;
    }

    void add(Lease lease) {
        open.add(lease);
        schedule();
    }

    private void schedule() {
        if (!open.isEmpty() && !timers.isClosed() && scheduled.compareAndSet(false, true)) {
            Future<?> unused = timers.once(IDLE, () -> {
                scheduled.set(false);
                check();
                schedule();
            });
        }
    }

    /** Gives back what has ended or is idle. */
    void check() {
        long now = nanos.getAsLong();
        for (Lease lease : open) {
            boolean idle = lease.isIdle();
            if (idle || lease.hasEnded(now)) {
                CompletableFuture<Void> unused = giveBack(lease);
            }
        }
    }

    /**
     * Ends a lease and gives its unused permits back.
     *
     * @return completes when the store has answered; fails if it has not
     */
    CompletableFuture<Void> giveBack(Lease lease) {
        List<CompletableFuture<?>> pending = new ArrayList<>(0);
        open.remove(lease);
        lease.close((receipt, used) -> pending.add(store.settle(receipt, used).toCompletableFuture()));
        return CompletableFuture.allOf(pending.toArray(CompletableFuture<?>[]::new));
    }

    /** Gives permits back that were taken from a lease and not used: to the store if the lease was closed meanwhile. */
    void putBack(Lease lease, long permits) {
        if (!lease.putBack(permits)) {
            lease.forEachReceipt(receipt -> {
                CompletionStage<Void> unused = store.settle(receipt, lease.permits() - permits);
            });
        }
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    @Override
    public void close() {
        List<CompletableFuture<?>> pending = new ArrayList<>();
        for (Lease lease : open) {
            pending.add(giveBack(lease));
        }
        // permits that the store has not got back stay counted until their windows end
        Answers.awaitAll(pending, CLOSE_TIMEOUT);
    }
}
