package io.boosterbeacon.redis.internal.store.local.replica;

import io.boosterbeacon.redis.internal.store.Epoch;
import io.boosterbeacon.redis.internal.store.RevocationLog.Logged;
import java.util.List;

/**
 * Where a node is in the log.
 *
 * @param data has all changes up to this position
 * @param epoch the id of the epoch
 * @param applied the number of the last change
 * @param tag of the change with this number; an empty text if the log does not have it
 */
record Position(ReplicaData data, String epoch, long applied, String tag) {
    /** Whether what was read follows this, without a gap, and in the same log. */
    boolean isFollowedBy(Epoch current, List<Logged> logged) {
        if (isLost(current, logged)) {
            return false;
        }
        long last = applied;
        for (Logged change : logged) {
            if (change.number() > applied && change.number() != ++last) {
                return false;
            }
        }
        return last > applied || current.changes() == last;
    }

    /** Whether the store has lost changes that this has: it was emptied, or replaced by one that has others. */
    boolean isLost(Epoch current, List<Logged> logged) {
        boolean isReplaced = !logged.isEmpty()
                && logged.get(0).number() == applied
                && !logged.get(0).tag().equals(tag);
        return isReplaced || !epoch.equals(current.id()) || current.changes() < applied;
    }

    /**
     * Applies what follows.
     *
     * @param nowMillis what has expired by then may be forgotten
     */
    Position after(List<Logged> logged, long nowMillis) {
        long last = applied;
        String lastTag = tag;
        for (Logged change : logged) {
            if (change.number() > last) {
                change.changes().forEach(each -> data.apply(each, nowMillis));
                last = change.number();
                lastTag = change.tag();
            }
        }
        return new Position(data, epoch, last, lastTag);
    }
}
