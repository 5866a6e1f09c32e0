package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.CallerInterruptedException;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.internal.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The policies of one call that count for the same subject: what the store is asked, and what it has decided. */
final class Acquisition {
    private final String subject;
    private final boolean trial;
    private final List<MethodLimit> limits = new ArrayList<>(1);
    private CompletionStage<List<Decision>> answer = CompletableFuture.completedFuture(List.of());
    private List<Decision> decisions = List.of();
    private boolean unavailable;

    /** @param trial whether it runs on trial: alone, and without a say */
    Acquisition(String subject, boolean trial) {
        this.subject = subject;
        this.trial = trial;
    }

    String subject() {
        return subject;
    }

    boolean isTrial() {
        return trial;
    }

    void add(MethodLimit limit) {
        limits.add(limit);
    }

    void ask(RateLimitStore store) {
        answer = store.tryAcquire(subject, requests());
    }

    private List<Request> requests() {
        if (limits.size() == 1) {
            return limits.get(0).requests();
        }
        List<Request> requests = new ArrayList<>(limits.size());
        for (MethodLimit limit : limits) {
            requests.addAll(limit.requests());
        }
        return requests;
    }

    /** Waits for the answer. */
    void await() throws CallerInterruptedException {
        try {
            decisions = Answers.await(answer);
        } catch (StoreException e) {
            unavailable = true;
        }
    }

    /** Whether a policy that is closed while the store does not answer refuses the call. */
    boolean isUnavailable() {
        return unavailable;
    }

    /** Calls the consumer with each policy and what was decided of it; with null for what is unavailable. */
    void forEach(Decided consumer) {
        for (int i = 0; i < limits.size(); i++) {
            consumer.accept(limits.get(i), unavailable ? null : decisions.get(i));
        }
    }

    /** Passes on the receipts of what was taken. */
    void receipts(Consumer<Receipt> consumer) {
        receipts(decisions, consumer);
    }

    /** The same as soon as the store has decided, after the deadline too, for a caller who waits no longer. */
    void receiptsLater(Consumer<Receipt> consumer) {
        CompletionStage<Void> unused = Answers.untimed(answer).thenAccept(decided -> receipts(decided, consumer));
    }

    private static void receipts(List<Decision> decisions, Consumer<Receipt> consumer) {
        for (Decision decision : decisions) {
            if (decision.receipt() != Receipt.NONE) {
                consumer.accept(decision.receipt());
            }
        }
    }

    /** Takes a policy and what was decided of it. */
    interface Decided {
        void accept(MethodLimit limit, @Nullable Decision decision);
    }
}
