package io.boosterbeacon.redis.internal.store.guard;

import io.boosterbeacon.redis.internal.store.LimitRuleStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A store of rules with a guard. */
public final class GuardedLimitRuleStore implements LimitRuleStore {
    private final LimitRuleStore store;
    private final StoreGuard guard;

    public GuardedLimitRuleStore(LimitRuleStore store, StoreGuard guard) {
        this.store = store;
        this.guard = guard;
    }

    @Override
    public CompletionStage<Boolean> put(String application, String id, String text, Duration lifetime) {
        return guard.call(() -> store.put(application, id, text, lifetime));
    }

    @Override
    public CompletionStage<Void> remove(String application, String id) {
        return guard.call(() -> store.remove(application, id));
    }

    @Override
    public CompletionStage<Optional<Rules>> read(String application, String version) {
        return guard.call(() -> store.read(application, version));
    }
}
