package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.KeyValueStore;
import io.boosterbeacon.redis.internal.store.LimitRuleStore;
import io.boosterbeacon.redis.internal.store.RateLimitFollower;
import io.boosterbeacon.redis.internal.store.RefreshStore;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore;
import io.boosterbeacon.redis.internal.store.RevocationLog;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.ServerReport;
import io.boosterbeacon.redis.internal.store.Signals;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.StoreFeature;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A store in this JVM, for development, tests and single nodes. Nothing survives a restart.
 *
 * <p>Cached values use bounded memory, and so do rate limits, whose counts are remembered even after eviction.
 * Everything else is kept until it expires: plain keys are data of the application, and without its revocation a
 * revoked token would be accepted. The only thread is started by the first wait for a lease.
 */
public final class EmbeddedStore implements Store {
    private static final long LIMIT_BYTES = 64L << 20;

    private final Scheduler scheduler = new Scheduler("beacon-redis-embedded");
    private final Slots slots;
    private final CacheStore cache;
    private final KeyValueStore keyValues;
    private final EmbeddedRateLimitStore rateLimits;
    private final LimitRuleStore limitRules;
    private final EmbeddedRevocationStore revocations;
    private final EmbeddedRevocationAudit audit;
    private final EmbeddedRefreshStore refreshTokens;

    /** Creates an empty store. Its time never goes back, even if the clock does. */
    public EmbeddedStore(InstantSource clock) {
        this(clock, LIMIT_BYTES);
    }

    /**
     * Creates a store with another memory limit for rate limits.
     *
     * @param limitBytes the approximate memory of all counts
     */
    EmbeddedStore(InstantSource clock, long limitBytes) {
        var time = new Time(clock);
        slots = new Slots(time, scheduler);
        cache = new EmbeddedCacheStore(time, slots);
        keyValues = new EmbeddedKeyValueStore(time, slots);
        rateLimits = new EmbeddedRateLimitStore(time, limitBytes);
        limitRules = new EmbeddedLimitRuleStore(time);
        audit = new EmbeddedRevocationAudit(time);
        revocations = new EmbeddedRevocationStore(time, audit);
        refreshTokens = new EmbeddedRefreshStore(time, revocations);
    }

    /**
     * Rate limits without the other ports. They have no thread, and nothing to close.
     *
     * @param maxBytes the approximate memory of all counts
     */
    public static RateLimitFollower rateLimitsOnly(InstantSource clock, long maxBytes) {
        return new EmbeddedRateLimitStore(new Time(clock), maxBytes);
    }

    @Override
    public CacheStore cache() {
        return cache;
    }

    @Override
    public KeyValueStore keyValues() {
        return keyValues;
    }

    @Override
    public RateLimitFollower rateLimits() {
        return rateLimits;
    }

    @Override
    public LimitRuleStore limitRules() {
        return limitRules;
    }

    @Override
    public RevocationStore revocations() {
        return revocations;
    }

    @Override
    public Optional<RevocationLog> revocationLog() {
        return Optional.empty();
    }

    @Override
    public RevocationAuditStore revocationAudit() {
        return audit;
    }

    @Override
    public RefreshStore refreshTokens() {
        return refreshTokens;
    }

    @Override
    public Signals signals() {
        return Signals.NONE;
    }

    @Override
    public String kind() {
        return "embedded";
    }

    @Override
    public boolean isRemote() {
        return false;
    }

    @Override
    public String address() {
        return "this JVM";
    }

    @Override
    public CompletionStage<Void> ping() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public String shape() {
        return "embedded";
    }

    @Override
    public CompletionStage<Optional<ServerReport>> inspect() {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public void doubtRefusals() {
        // the embedded store refuses nothing
    }

    @Override
    public CompletionStage<Map<StoreFeature, String>> refusals() {
        return CompletableFuture.completedFuture(Map.of());
    }

    @Override
    public <C, T> T withConnection(Class<C> connectionType, Function<? super C, ? extends T> work) {
        throw new IllegalArgumentException("the embedded store has no " + connectionType.getName());
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> nativeType) {
        return Optional.empty();
    }

    /** Removes all data and wakes all waiters. */
    @Override
    public void close() {
        scheduler.close();
        slots.clear();
        rateLimits.clear();
        revocations.clear();
        audit.clear();
        refreshTokens.clear();
    }

    /** The number of values in memory, including expired ones that are not yet freed. */
    long size() {
        return slots.size() + rateLimits.size() + revocations.size() + refreshTokens.size();
    }
}
