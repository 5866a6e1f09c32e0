package io.boosterbeacon.redis.internal.store.local.replica;

import io.boosterbeacon.redis.internal.store.RefreshStore;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A store of refresh tokens whose revocations of sessions are in the answers of {@link ReplicatedRevocations} at once.
 * Thread-safe.
 */
final class ReplicatedRefreshes implements RefreshStore {
    private final RefreshStore store;
    private final Replica replica;
    private final Runnable feed;

    /** @param feed reads what has changed */
    ReplicatedRefreshes(RefreshStore store, Replica replica, Runnable feed) {
        this.store = store;
        this.replica = replica;
        this.feed = feed;
    }

    @Override
    public CompletionStage<Begun> register(NewFamily family) {
        return store.register(family);
    }

    @Override
    public CompletionStage<Optional<Found>> find(String family, String token) {
        return store.find(family, token);
    }

    @Override
    public CompletionStage<Presented> rotate(Rotation rotation) {
        return store.rotate(rotation).thenApply(answer -> {
            changed(answer.session());
            return answer;
        });
    }

    @Override
    public CompletionStage<Ended> revoke(Ending ending) {
        return store.revoke(ending).thenApply(answer -> {
            changed(answer.session());
            return answer;
        });
    }

    private void changed(Optional<RevokedSession> session) {
        session.ifPresent(revoked -> {
            replica.changed(revoked.entry().epoch());
            feed.run();
        });
    }
}
