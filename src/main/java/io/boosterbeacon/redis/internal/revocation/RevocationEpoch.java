package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.store.Epoch;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * What this node knows of the store that remembers revocations. Answers may arrive in another order than they were given: one is
 * compared with what was known before it was asked for. Thread-safe.
 */
final class RevocationEpoch {
    /**
     * The latest state known.
     *
     * @param epoch empty before the first answer
     * @param atMillis when a beat has last seen it, by the store's clock
     */
    record Seen(Optional<Epoch> epoch, long atMillis) {
        /** Whether an answer to a question that was asked afterwards is of a store that has lost something. */
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
     * @param atMillis its clock, 0 if it was not told
     */
    void saw(Seen before, Epoch answer, long atMillis) {
        Optional<Epoch> told = Optional.of(answer);
        Seen current = latest;
        if (current.epoch().equals(told) && atMillis <= current.atMillis()) {
            return;
        }
        long lostBefore;
        changing.lock();
        try {
            current = latest;
            boolean later = current.hasIdOf(told)
                    ? answer.changes() >= current.epoch().map(Epoch::changes).orElse(0L)
                    : current.hasIdOf(before.epoch());
            if (!later) {
                return;
            }
            lostBefore = current.lostAtMillis();
            latest = new Seen(told, Math.max(atMillis, current.atMillis()));
        } finally {
            changing.unlock();
        }
        if (answer.lostAtMillis() != 0 && answer.lostAtMillis() != lostBefore) {
            losses.accept(answer.lostAtMillis());
        }
    }
}
