package io.boosterbeacon.redis.internal.store.local;

import io.boosterbeacon.redis.internal.store.Epoch;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * Which store it is that remembers revocations, as far as this node knows. Answers may arrive in another order than they were
 * given in: each is compared with what was known before the question. Thread-safe.
 */
final class RevocationEpoch {
    /**
     * The latest state known.
     *
     * @param epoch empty before the first answer
     * @param atMillis when a beat has last seen it, by the store's clock
     */
    record Seen(Optional<Epoch> epoch, long atMillis) {
        /** Whether the answer to a later question comes from a store that has lost something. */
        boolean isContradictedBy(Optional<Epoch> answer) {
            return epoch.isPresent()
                    && (!hasIdOf(answer) || answer.get().changes() < epoch.get().changes());
        }

        private boolean hasIdOf(Optional<Epoch> other) {
            return epoch.map(Epoch::id).equals(other.map(Epoch::id));
        }

        long lostAtMillis() {
            return epoch.map(Epoch::lostAtMillis).orElse(0L);
        }
    }

    private final LongConsumer losses;
    private final ReentrantLock changing = new ReentrantLock();
    private volatile Seen latest = new Seen(Optional.empty(), 0);

    /** @param losses told the moment of each loss */
    RevocationEpoch(LongConsumer losses) {
        this.losses = losses;
    }

    Seen latest() {
        return latest;
    }

    /**
     * The store has answered.
     *
     * @param before what was known when it was asked
     * @param atMillis its clock, 0 if the answer does not tell
     */
    void saw(Seen before, Epoch answer, long atMillis) {
        Optional<Epoch> seen = Optional.of(answer);
        Seen current = latest;
        if (current.epoch().equals(seen) && atMillis <= current.atMillis()) {
            return;
        }
        long lostBefore;
        changing.lock();
        try {
            current = latest;
            boolean later = current.hasIdOf(seen)
                    ? answer.changes() >= current.epoch().map(Epoch::changes).orElse(0L)
                    : current.hasIdOf(before.epoch());
            if (!later) {
                return;
            }
            lostBefore = current.lostAtMillis();
            latest = new Seen(seen, Math.max(atMillis, current.atMillis()));
        } finally {
            changing.unlock();
        }
        if (answer.lostAtMillis() != 0 && answer.lostAtMillis() != lostBefore) {
            losses.accept(answer.lostAtMillis());
        }
    }
}
