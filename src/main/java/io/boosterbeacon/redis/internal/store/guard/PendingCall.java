package io.boosterbeacon.redis.internal.store.guard;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A call without an answer, as it stands in {@link PendingCalls}. Refers to the caller's future until the call ends, so that a
 * call that has ended keeps no result in memory. Not a value: two of them are never equal.
 */
@SuppressWarnings("serial") // never serialized
final class PendingCall extends AtomicReference<@Nullable GuardedAnswer<?>> {
    private final transient StoreGuard guard;
    private final long deadline;
    private volatile boolean awaited;

    /** @param deadline by {@link System#nanoTime} */
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

    /** Ends the call. Returns the caller's future, which is to be completed now; null if the call had ended before. */
    @Nullable
    GuardedAnswer<?> end() {
        return getAndSet(null);
    }

    /** Threads of the library wait for it, and nothing of the application's depends on it. */
    void awaited() {
        awaited = true;
    }

    boolean isAwaited() {
        return awaited;
    }
}
