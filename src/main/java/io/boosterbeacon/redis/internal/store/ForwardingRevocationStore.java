package io.boosterbeacon.redis.internal.store;

import java.util.concurrent.CompletionStage;

/** Passes all calls on to another store. Decorators override what they change. */
public abstract class ForwardingRevocationStore implements RevocationStore {
    private final RevocationStore store;

    protected ForwardingRevocationStore(RevocationStore store) {
        this.store = store;
    }

    @Override
    public CompletionStage<Entry> revokeToken(TokenRevocation token) {
        return store.revokeToken(token);
    }

    @Override
    public CompletionStage<CutoffEntry> revokeGroup(GroupRevocation group) {
        return store.revokeGroup(group);
    }

    @Override
    public CompletionStage<Reversed> restore(RevocationReversal reversal) {
        return store.restore(reversal);
    }

    @Override
    public CompletionStage<State> find(TokenQuery token) {
        return store.find(token);
    }

    @Override
    public CompletionStage<Copies> copies(Stored stored, int replicas, boolean onDisk) {
        return store.copies(stored, replicas, onDisk);
    }

    @Override
    public CompletionStage<Void> everywhere() {
        return store.everywhere();
    }

    @Override
    public CompletionStage<Stats> stats() {
        return store.stats();
    }

    @Override
    public CompletionStage<Beat> beat(Known known) {
        return store.beat(known);
    }

    @Override
    public CompletionStage<Beat> acknowledgeLoss(Known known) {
        return store.acknowledgeLoss(known);
    }
}
