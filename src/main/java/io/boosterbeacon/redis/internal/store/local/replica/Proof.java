package io.boosterbeacon.redis.internal.store.local.replica;

import io.boosterbeacon.redis.internal.store.Epoch;

/**
 * What a replica had at a moment: all changes that the store had counted then.
 *
 * @param data is changed further; it has at least these changes
 * @param epoch the store's epoch at that moment
 * @param sentNanos when the store was asked, by this node's ticker: the moment is not before
 * @param sentMillis the same by this node's clock
 * @param expiryMillis what has expired by then has expired: the moment by the clock that is behind, this node's or the store's
 */
record Proof(ReplicaData data, Epoch epoch, long sentNanos, long sentMillis, long expiryMillis) {
    /**
     * Whether the moment is at most so long ago, by this node's ticker and by its clock: either of them may stand still
     * while the machine is suspended.
     */
    boolean isWithin(long nanos, long nowNanos, long nowMillis) {
        return nowNanos - sentNanos <= nanos && nowMillis - sentMillis <= nanos / 1_000_000;
    }
}
