package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.config.ConfigKeys;
import io.boosterbeacon.redis.internal.config.RevocationSettings;
import io.boosterbeacon.redis.internal.log.ThrottledLog;
import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.CallerInterruptedException;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.RevocationStore.Copies;
import io.boosterbeacon.redis.internal.store.RevocationStore.Stored;
import io.boosterbeacon.redis.revocation.Revocation.Durability;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Waits until a revocation is in force on all nodes, and finds out who has kept it, as far as the settings ask for it.
 * Thread-safe.
 */
final class DurabilityCheck {
    private static final Durability NOBODY = new Durability(0, false, false);

    private final ThrottledLog log = new ThrottledLog(System.getLogger("io.boosterbeacon.redis"));

    private final RevocationStore store;
    private final RevocationSettings.Durability wanted;

    DurabilityCheck(RevocationStore store, RevocationSettings.Durability wanted) {
        this.store = store;
        this.wanted = wanted;
    }

    /**
     * Asks after a revocation was answered. Never fails.
     *
     * @param answer what was stored; empty if nothing was
     */
    CompletionStage<Optional<Durability>> after(CompletionStage<Optional<Stored>> answer, RevocationNote note) {
        if (note.dryRun()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return answer.exceptionally(failure -> Optional.empty())
                .thenCompose(this::kept)
                .exceptionally(failure -> nobody());
    }

    private CompletionStage<Optional<Durability>> kept(Optional<Stored> stored) {
        return stored.isEmpty()
                ? CompletableFuture.completedFuture(Optional.empty())
                : store.everywhere().thenCombine(durability(stored.get()), (done, kept) -> kept);
    }

    private Optional<Durability> nobody() {
        return isWanted() ? Optional.of(NOBODY) : Optional.empty();
    }

    private boolean isWanted() {
        return !wanted.equals(RevocationSettings.Durability.NONE);
    }

    /**
     * Waits for what {@link #after} finds out. If the thread is interrupted, it waits no longer and keeps its interrupt
     * status: the revocation is in force all the same, and its receipt must not be lost.
     */
    Optional<Durability> await(CompletionStage<Optional<Durability>> kept) {
        try {
            return Answers.await(kept);
        } catch (CallerInterruptedException e) {
            return nobody();
        }
    }

    /** Who has kept both of two entries. An empty value stands for an entry of which nobody has asked. */
    static Optional<Durability> both(Optional<Durability> one, Optional<Durability> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.or(() -> other);
        }
        Durability first = one.get();
        Durability second = other.get();
        return Optional.of(new Durability(
                Math.min(first.replicas(), second.replicas()),
                first.onDisk() && second.onDisk(),
                first.isReached() && second.isReached()));
    }

    private CompletionStage<Optional<Durability>> durability(Stored stored) {
        return isWanted()
                ? store.copies(stored, wanted.replicas(), wanted.onDisk())
                        .thenApply(copies -> Optional.of(durability(copies)))
                : CompletableFuture.completedFuture(Optional.empty());
    }

    private Durability durability(Copies copies) {
        boolean isReached = copies.replicas() >= wanted.replicas() && (copies.onDisk() || !wanted.onDisk());
        if (!isReached) {
            log.warn(
                    "durability",
                    "A revocation is in force, but not as durable as " + ConfigKeys.REVOCATION_DURABILITY + "=" + wanted
                            + " asks: "
                            + (copies.problem().isEmpty()
                                    ? copies.replicas() + " replicas have acknowledged it in time"
                                    : copies.problem()));
        }
        return new Durability(copies.replicas(), copies.onDisk(), isReached);
    }
}
