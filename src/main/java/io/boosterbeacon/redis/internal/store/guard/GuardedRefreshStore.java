package io.boosterbeacon.redis.internal.store.guard;

import io.boosterbeacon.redis.internal.store.RefreshStore;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A store of refresh tokens with a guard. */
public final class GuardedRefreshStore implements RefreshStore {
    private final RefreshStore store;
    private final StoreGuard guard;

    public GuardedRefreshStore(RefreshStore store, StoreGuard guard) {
        this.store = store;
        this.guard = guard;
    }

    @Override
    public CompletionStage<Begun> register(NewFamily family) {
        return guard.call(() -> store.register(family));
    }

    @Override
    public CompletionStage<Presented> rotate(Rotation rotation) {
        return guard.call(() -> store.rotate(rotation));
    }

    @Override
    public CompletionStage<Optional<Found>> find(String family, String token) {
        return guard.call(() -> store.find(family, token));
    }

    @Override
    public CompletionStage<Ended> revoke(Ending ending) {
        return guard.call(() -> store.revoke(ending));
    }
}
