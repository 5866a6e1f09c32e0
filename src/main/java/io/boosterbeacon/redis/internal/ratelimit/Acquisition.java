package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.CallerInterruptedException;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One request to the store: the policies of a call that count for the same subject, and the decisions about them. */
final class Acquisition {
    private final String subject;
    private final boolean shadow;
    private final List<Item> items = new ArrayList<>(1);
    private CompletionStage<List<Decision>> answer = CompletableFuture.completedFuture(List.of());
    private List<Decision> decisions = List.of();
    private boolean unavailable;

    /** @param shadow whether the policy is in shadow mode: its decision is only reported */
    Acquisition(String subject, boolean shadow) {
        this.subject = subject;
        this.shadow = shadow;
    }

    String subject() {
        return subject;
    }

    boolean isShadow() {
        return shadow;
    }

    /** Whether a policy denies the call if the store fails. */
    boolean isClosed() {
        return items.stream().anyMatch(item -> item.limit().request().onStoreFailure() == OnStoreFailure.CLOSED);
    }

    /** Decides as if the store had failed, without asking it. */
    void fail() {
        unavailable = true;
    }

    /** Whether a policy is known to deny the call. Then the decisions are those that the store would make. */
    boolean isKnownDenied(RateLimitStore store) {
        if (shadow) {
            return false;
        }
        Optional<List<Decision>> known = store.knownDenial(subject, requests());
        decisions = known.orElse(decisions);
        return known.isPresent();
    }

    /** @param cost null if it is the same for each call */
    void add(MethodLimit limit, @Nullable ResolvedCost cost) {
        items.add(new Item(limit, cost));
    }

    void start(RateLimitStore store) {
        answer = store.tryAcquire(subject, requests());
    }

    private List<Request> requests() {
        if (items.size() == 1 && items.get(0).cost() == null) {
            return items.get(0).limit().requests();
        }
        List<Request> requests = new ArrayList<>(items.size());
        for (Item item : items) {
            ResolvedCost cost = item.cost();
            requests.add(cost == null ? item.limit().request() : cost.request());
        }
        return requests;
    }

    /** Waits for the store's decisions. */
    void await() throws CallerInterruptedException {
        try {
            decisions = Answers.await(answer);
        } catch (StoreException e) {
            unavailable = true;
        }
    }

    /** Whether the store has failed, so that a policy which is closed on store failures denies the call. */
    boolean isUnavailable() {
        return unavailable;
    }

    /** Whether it denies the call. */
    boolean denies() {
        boolean denied = unavailable;
        for (Decision decision : decisions) {
            denied |= !decision.admitted();
        }
        return denied && !shadow;
    }

    /** Passes each policy and its decision to the consumer; the decision is null if the store has failed. */
    void forEach(DecisionConsumer consumer) {
        for (int i = 0; i < items.size(); i++) {
            consumer.accept(items.get(i), unavailable ? null : decisions.get(i));
        }
    }

    /** Passes the receipts of all counted permits to the consumer. */
    void forEachReceipt(Consumer<Receipt> consumer) {
        forEachReceipt(decisions, consumer);
    }

    /**
     * Passes the receipts to the consumer when the store has decided, even after the deadline. For a caller that no
     * longer waits.
     */
    void forEachReceiptLater(Consumer<Receipt> consumer) {
        CompletionStage<Void> unused = Answers.untimed(answer).thenAccept(decided -> forEachReceipt(decided, consumer));
    }

    private static void forEachReceipt(List<Decision> decisions, Consumer<Receipt> consumer) {
        for (Decision decision : decisions) {
            if (decision.receipt() != Receipt.NONE) {
                consumer.accept(decision.receipt());
            }
        }
    }

    /**
     * A policy in a call.
     *
     * @param cost null if it is the same for each call
     */
    record Item(MethodLimit limit, @Nullable ResolvedCost cost) {
        /** The permits that the store has counted for the call. */
        long taken(@Nullable Decision decision) {
            if (decision == null || decision.receipt() == Receipt.NONE) {
                return 0;
            }
            return cost == null ? limit.policy().cost().fixed() : cost.reserved();
        }
    }

    /** Takes a policy and its decision. */
    interface DecisionConsumer {
        void accept(Item item, @Nullable Decision decision);
    }
}
