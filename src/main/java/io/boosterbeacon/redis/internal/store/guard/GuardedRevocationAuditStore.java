package io.boosterbeacon.redis.internal.store.guard;

import io.boosterbeacon.redis.internal.store.AuditPosition;
import io.boosterbeacon.redis.internal.store.AuditTrail;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore;
import io.boosterbeacon.redis.revocation.AuditCounts;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** An audit with a guard. */
public final class GuardedRevocationAuditStore implements RevocationAuditStore {
    private final RevocationAuditStore store;
    private final StoreGuard guard;

    public GuardedRevocationAuditStore(RevocationAuditStore store, StoreGuard guard) {
        this.store = store;
        this.guard = guard;
    }

    @Override
    public CompletionStage<Page> find(
            AuditFilter filter, Optional<AuditPosition> after, int limit, Duration retention) {
        return guard.call(() -> store.find(filter, after, limit, retention));
    }

    @Override
    public CompletionStage<Boolean> reject(RejectedRequests batch, AuditTrail trail) {
        return guard.call(() -> store.reject(batch, trail));
    }

    @Override
    public CompletionStage<Boolean> prune(Duration retention) {
        return guard.call(() -> store.prune(retention));
    }

    @Override
    public CompletionStage<AuditCounts> counts() {
        return guard.call(store::counts);
    }
}
