package io.boosterbeacon.redis.internal.store.guard;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An element of {@link PendingCalls}: a call that has no answer yet. It refers to the caller's future until the call
 * ends, so that an ended call keeps no result in memory. Compared by identity.
 */
@SuppressWarnings("serial") // never serialized
final class PendingCall extends AtomicReference<@Nullable GuardedAnswer<?>> {
    private final transient StoreGuard guard;
    private final long deadline;
    private volatile boolean awaited;

    /** @param deadline the deadline, by {@link System#nanoTime} */
    PendingCall(StoreGuard guard, long deadline) {
        this.guard = guard;
        this.deadline = deadline;
    }

    StoreGuard guard() {
        return guard;
    }

    long nanosLeft() {
        return deadline - System.nanoTime();
    }

    boolean hasEnded() {
        return get() == null;
    }

    /** Ends the call. Returns the caller's future, which must be completed now; null if the call has already ended. */
    @Nullable
    GuardedAnswer<?> end() {
        return getAndSet(null);
    }

    /** Marks that a thread of the library waits for the call, and that no code of the application depends on it. */
    void awaited() {
        awaited = true;
    }

    boolean isAwaited() {
        return awaited;
    }
}
