package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.store.Receipt;
import java.util.ArrayList;
import java.util.List;

/**
 * The permits that an admitted call has taken.
 *
 * @param running those that end with the call
 * @param conditional those that depend on its outcome
 * @param costs those whose number a bean determines after the call
 * @param others those that stay taken
 */
record TakenPermits(
        List<RunningPermit> running, List<CallOutcome.Permit> conditional, List<Cost> costs, List<Receipt> others) {
    static final TakenPermits NONE = ofRunning(List.of());

    /** The permits of one cost. */
    record Cost(ResolvedCost cost, Receipt receipt) {}

    static TakenPermits ofRunning(List<RunningPermit> running) {
        return new TakenPermits(List.copyOf(running), List.of(), List.of(), List.of());
    }

    static TakenPermits of(List<Acquisition> acquisitions) {
        List<RunningPermit> running = new ArrayList<>();
        List<CallOutcome.Permit> conditional = new ArrayList<>();
        List<Cost> costs = new ArrayList<>();
        List<Receipt> others = new ArrayList<>();
        for (Acquisition acquisition : acquisitions) {
            acquisition.forEach((item, decision) -> {
                if (decision == null || decision.receipt() == Receipt.NONE) {
                    return;
                }
                Receipt receipt = decision.receipt();
                ResolvedCost cost = item.cost();
                if (cost != null) {
                    costs.add(new Cost(cost, receipt));
                } else if (item.limit().endsWithCall()) {
                    running.add(RunningPermit.of(item.limit(), receipt));
                } else if (item.limit().needsOutcome()) {
                    conditional.add(
                            new CallOutcome.Permit(item.limit().policy().skip().count(), receipt));
                } else {
                    others.add(receipt);
                }
            });
        }
        return new TakenPermits(running, conditional, costs, others);
    }

    /** Whether something is left to do when the call ends. */
    boolean endWithCall() {
        return !running.isEmpty() || !costs.isEmpty();
    }
}
