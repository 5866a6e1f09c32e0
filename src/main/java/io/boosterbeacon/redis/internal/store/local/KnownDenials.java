package io.boosterbeacon.redis.internal.store.local;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.Receipt;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Denies in this JVM what the store has denied within the last second and would deny again: requests of the same
 * policies with the same limits, at least the same cost, and before the time at which the store would admit them. The
 * counts reported are those of the store's last decision, with the time moved on. Changes through this node take effect
 * at once, those through other nodes within the second.
 */
public final class KnownDenials implements RateLimitStore {
    /** The approximate memory of all known denials. */
    static final long MAX_BYTES = 12L << 20;

    private final RateLimitStore store;
    private final LongSupplier nanos;
    private final DenialMemory memory;

    /** @param nanos a clock like {@link System#nanoTime} */
    public KnownDenials(RateLimitStore store, LongSupplier nanos) {
        this.store = store;
        this.nanos = nanos;
        this.memory = new DenialMemory(nanos, MAX_BYTES);
    }

    @Override
    public Optional<List<Decision>> knownDenial(String subject, List<Request> requests) {
        return Optional.ofNullable(memory.find(subject, requests, false));
    }

    @Override
    public CompletionStage<List<Decision>> tryAcquire(String subject, List<Request> requests) {
        List<Decision> known = memory.find(subject, requests, true);
        if (known != null) {
            return CompletableFuture.completedFuture(known);
        }
        int changes = memory.changes(subject);
        long askedAt = nanos.getAsLong();
        CompletionStage<List<Decision>> answer = store.tryAcquire(subject, requests);
        // the caller gets the store's own answer: a stage derived from it would not tell an answer after the deadline
        CompletionStage<List<Decision>> unused = answer.whenComplete((decisions, failure) -> {
            if (failure == null) {
                memory.decided(subject, requests, decisions, askedAt, changes);
            } else {
                memory.undecided(subject);
            }
        });
        return answer;
    }

    @Override
    public CompletionStage<Void> settle(Receipt receipt, long cost) {
        return changing(receipt.subject(), () -> store.settle(receipt, cost));
    }

    @Override
    public CompletionStage<Void> renew(Receipt receipt) {
        return store.renew(receipt);
    }

    @Override
    public CompletionStage<Usage> adjust(String subject, String policyId, Algorithm algorithm, long amount) {
        return amount == 0
                ? store.adjust(subject, policyId, algorithm, 0)
                : changing(subject, () -> store.adjust(subject, policyId, algorithm, amount));
    }

    @Override
    public CompletionStage<Void> block(String subject, String policyId, Algorithm algorithm, Duration time) {
        return changing(subject, () -> store.block(subject, policyId, algorithm, time));
    }

    @Override
    public CompletionStage<Void> reset(String subject, String policyId, Algorithm algorithm) {
        return changing(subject, () -> store.reset(subject, policyId, algorithm));
    }

    /**
     * Forgets what is known of the subject, now and when the store has changed it: a denial may arrive in between that
     * was decided before the change.
     */
    private <T> CompletionStage<T> changing(String subject, Supplier<CompletionStage<T>> change) {
        memory.changed(subject);
        return Answers.whenAnswered(change.get(), () -> memory.changed(subject));
    }
}
