package io.boosterbeacon.redis.internal.store.local;

import io.boosterbeacon.redis.internal.store.Epoch;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * The epoch of the revocation store as this node knows it. Answers may arrive out of order: each one is compared with
 * the epoch that was known before its request was sent. Thread-safe.
 */
final class RevocationEpoch {
    /**
     * The latest known state.
     *
     * @param epoch empty before the first answer
     * @param atMillis the time of the last heartbeat, by the store's clock
     */
    record Observation(Optional<Epoch> epoch, long atMillis) {
        /** Whether the answer to a later request shows that the store has lost revocations. */
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
    private volatile Observation latest = new Observation(Optional.empty(), 0);

    /** @param losses is called with the time of each loss */
    RevocationEpoch(LongConsumer losses) {
        this.losses = losses;
    }

    Observation latest() {
        return latest;
    }

    /**
     * Updates the known state after an answer of the store.
     *
     * @param before the known state when the request was sent
     * @param atMillis the store's time; 0 if the answer does not contain it
     */
    void observe(Observation before, Epoch answer, long atMillis) {
        Optional<Epoch> observed = Optional.of(answer);
        Observation current = latest;
        if (current.epoch().equals(observed) && atMillis <= current.atMillis()) {
            return;
        }
        long lostBefore;
        changing.lock();
        try {
            current = latest;
            boolean later = current.hasIdOf(observed)
                    ? answer.changes() >= current.epoch().map(Epoch::changes).orElse(0L)
                    : current.hasIdOf(before.epoch());
            if (!later) {
                return;
            }
            lostBefore = current.lostAtMillis();
            latest = new Observation(observed, Math.max(atMillis, current.atMillis()));
        } finally {
            changing.unlock();
        }
        if (answer.lostAtMillis() != 0 && answer.lostAtMillis() != lostBefore) {
            losses.accept(answer.lostAtMillis());
        }
    }
}
