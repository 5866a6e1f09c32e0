package io.boosterbeacon.redis.internal.store.local;

import io.boosterbeacon.redis.internal.store.RefreshStore;
import io.boosterbeacon.redis.internal.store.local.RevocationEpoch.Observation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A store of refresh tokens that remembers the sessions that it has revoked, as {@link KnownRevocations} remembers what it
 * has revoked itself: this node refuses their access tokens even if the store has lost the revocation. Thread-safe.
 */
public final class KnownRefreshes implements RefreshStore {
    private final RefreshStore store;
    private final NodeKnowledge known;

    /** @param known the knowledge shared by all decorators of this node */
    public KnownRefreshes(RefreshStore store, NodeKnowledge known) {
        this.store = store;
        this.known = known;
    }

    @Override
    public CompletionStage<Begun> register(NewFamily family) {
        return store.register(family);
    }

    @Override
    public CompletionStage<Presented> rotate(Rotation rotation) {
        Observation before = known.epoch().latest();
        return store.rotate(rotation).thenApply(answer -> {
            remember(before, answer.session(), true);
            return answer;
        });
    }

    @Override
    public CompletionStage<Optional<Found>> find(String family, String token) {
        return store.find(family, token);
    }

    @Override
    public CompletionStage<Ended> revoke(Ending ending) {
        Observation before = known.epoch().latest();
        return store.revoke(ending).thenApply(answer -> {
            remember(before, answer.session(), ending.isPresented());
            return answer;
        });
    }

    /** @param isPresented whether its user could cause it: any number of them must not evict the revocations of others */
    private void remember(Observation before, Optional<RevokedSession> revoked, boolean isPresented) {
        if (revoked.isEmpty()) {
            return;
        }
        RevokedSession session = revoked.get();
        // an answer that contradicts the known epoch is left to the next check or heartbeat
        session.entry()
                .epoch()
                .filter(epoch -> !before.isContradictedBy(Optional.of(epoch)))
                .ifPresent(epoch -> known.epoch().observe(before, epoch, 0));
        List<String> ids = List.of(session.id());
        Duration life =
                Duration.between(session.entry().revokedAt(), session.entry().expiresAt());
        RevocationMemory memory = known.memory();
        memory.order().revoke(() -> {
            memory.confirm(ids);
            if (isPresented) {
                memory.revoked(ids, session.owner(), life, session.entry().restoredMillis());
            } else {
                memory.revoked(ids, life, session.entry().restoredMillis());
            }
        });
    }
}
