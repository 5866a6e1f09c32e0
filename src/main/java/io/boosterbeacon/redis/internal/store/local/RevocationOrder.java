package io.boosterbeacon.redis.internal.store.local;

import java.util.concurrent.locks.ReentrantLock;

/**
 * The order of the revocations of this node and of the restorations that it learns of: an answer from before a
 * revocation must not undo it. Thread-safe.
 */
final class RevocationOrder {
    private final ReentrantLock lock = new ReentrantLock();
    private volatile long revocations;

    /** The number of revocations that this node has made. To be read before a restoration is asked for. */
    long revocations() {
        return revocations;
    }

    /** Remembers a revocation of this node. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
    void revoke(Runnable remember) {
        lock.lock();
        try {
            revocations++;
            remember.run();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Forgets what was restored, unless this node has revoked something since it has asked.
     *
     * @param before the number of revocations before it has asked
     * @return whether it was forgotten
     */
    boolean restore(long before, Runnable forget) {
        lock.lock();
        try {
            if (revocations != before) {
                return false;
            }
            forget.run();
            return true;
        } finally {
            lock.unlock();
        }
    }
}
