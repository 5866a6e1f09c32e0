package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.internal.store.KeyValueStore;
import io.boosterbeacon.redis.internal.store.LimitRuleStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RefreshStore;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore;
import io.boosterbeacon.redis.internal.store.RevocationLog;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.ServerReport;
import io.boosterbeacon.redis.internal.store.Signals;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.StoreFeature;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * A store that several nodes share, as one of them sees it. Calls of its caches can be made to fail; pings are answered
 * all the same, so that a circuit closes again, unless they are switched off. Closing it leaves the shared store open.
 */
public final class SwitchableStore implements Store {
    private final Store shared;
    private final SwitchableCacheStore caches;
    private final AtomicBoolean answersPings = new AtomicBoolean(true);

    public SwitchableStore(Store shared) {
        this.shared = shared;
        this.caches = new SwitchableCacheStore(shared.cache());
    }

    void answersPings(boolean answers) {
        answersPings.set(answers);
    }

    @Override
    public SwitchableCacheStore cache() {
        return caches;
    }

    @Override
    public CompletionStage<Void> ping() {
        return answersPings.get() ? shared.ping() : new CompletableFuture<>();
    }

    @Override
    public KeyValueStore keyValues() {
        return shared.keyValues();
    }

    @Override
    public RateLimitStore rateLimits() {
        return shared.rateLimits();
    }

    @Override
    public LimitRuleStore limitRules() {
        return shared.limitRules();
    }

    @Override
    public RevocationStore revocations() {
        return shared.revocations();
    }

    @Override
    public Optional<RevocationLog> revocationLog() {
        return shared.revocationLog();
    }

    @Override
    public RevocationAuditStore revocationAudit() {
        return shared.revocationAudit();
    }

    @Override
    public RefreshStore refreshTokens() {
        return shared.refreshTokens();
    }

    @Override
    public Signals signals() {
        return shared.signals();
    }

    @Override
    public String kind() {
        return shared.kind();
    }

    @Override
    public boolean isRemote() {
        return shared.isRemote();
    }

    @Override
    public String address() {
        return shared.address();
    }

    @Override
    public String shape() {
        return shared.shape();
    }

    @Override
    public CompletionStage<Optional<ServerReport>> inspect() {
        return shared.inspect();
    }

    @Override
    public CompletionStage<Map<StoreFeature, String>> refusals() {
        return shared.refusals();
    }

    @Override
    public void doubtRefusals() {
        shared.doubtRefusals();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> nativeType) {
        return shared.unwrap(nativeType);
    }

    @Override
    public <C, T> T withConnection(Class<C> connectionType, Function<? super C, ? extends T> work) {
        return shared.withConnection(connectionType, work);
    }

    /** Leaves the shared store open for the other nodes. */
    @Override
    public void close() {}
}
