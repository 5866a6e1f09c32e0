package io.boosterbeacon.redis.internal.store.guard;

import io.boosterbeacon.redis.internal.store.GroupRevocation;
import io.boosterbeacon.redis.internal.store.RevocationReversal;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.store.TokenRevocation;
import java.util.concurrent.CompletionStage;

/**
 * A revocation store with a guard. Checks and revocations use different guards, because a revocation may take longer.
 */
public final class GuardedRevocationStore implements RevocationStore {
    private final RevocationStore store;
    private final StoreGuard guard;

    public GuardedRevocationStore(RevocationStore store, StoreGuard guard) {
        this.store = store;
        this.guard = guard;
    }

    @Override
    public CompletionStage<Entry> revokeToken(TokenRevocation token) {
        return guard.call(() -> store.revokeToken(token));
    }

    @Override
    public CompletionStage<CutoffEntry> revokeGroup(GroupRevocation group) {
        return guard.call(() -> store.revokeGroup(group));
    }

    @Override
    public CompletionStage<Reversed> restore(RevocationReversal reversal) {
        return guard.call(() -> store.restore(reversal));
    }

    @Override
    public CompletionStage<State> find(TokenQuery token) {
        return guard.call(() -> store.find(token));
    }

    /** Without the deadline and the circuit: waiting for others says nothing about whether the store answers. */
    @Override
    public CompletionStage<Copies> copies(Stored stored, int replicas, boolean onDisk) {
        return guard.callUnlessSilent(() -> store.copies(stored, replicas, onDisk))
                .exceptionally(failure -> new Copies(
                        0, false, String.valueOf(guard.translated(failure).getMessage())));
    }

    /** Without the deadline and the circuit, as {@link #copies}. */
    @Override
    public CompletionStage<Void> everywhere() {
        return store.everywhere();
    }

    @Override
    public CompletionStage<Stats> stats() {
        return guard.call(store::stats);
    }

    @Override
    public CompletionStage<Beat> beat(Known known) {
        return guard.call(() -> store.beat(known));
    }

    @Override
    public CompletionStage<Beat> acknowledgeLoss(Known known) {
        return guard.call(() -> store.acknowledgeLoss(known));
    }
}
