package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.ReplicaMode;
import io.boosterbeacon.redis.internal.config.RevocationSettings;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.KeyValueStore;
import io.boosterbeacon.redis.internal.store.LimitRuleStore;
import io.boosterbeacon.redis.internal.store.RateLimitFollower;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RefreshStore;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.internal.store.guard.GuardedCacheStore;
import io.boosterbeacon.redis.internal.store.guard.GuardedKeyValueStore;
import io.boosterbeacon.redis.internal.store.guard.GuardedLimitRuleStore;
import io.boosterbeacon.redis.internal.store.guard.GuardedRateLimitStore;
import io.boosterbeacon.redis.internal.store.guard.GuardedRefreshStore;
import io.boosterbeacon.redis.internal.store.guard.GuardedRevocationAuditStore;
import io.boosterbeacon.redis.internal.store.guard.GuardedRevocationStore;
import io.boosterbeacon.redis.internal.store.guard.SilenceDetector;
import io.boosterbeacon.redis.internal.store.guard.StoreGuard;
import io.boosterbeacon.redis.internal.store.local.KnownDenials;
import io.boosterbeacon.redis.internal.store.local.KnownRefreshes;
import io.boosterbeacon.redis.internal.store.local.KnownRevocations;
import io.boosterbeacon.redis.internal.store.local.LocalRateLimits;
import io.boosterbeacon.redis.internal.store.local.NearCacheStore;
import io.boosterbeacon.redis.internal.store.local.NodeKnowledge;
import io.boosterbeacon.redis.internal.store.local.PermitLeases;
import io.boosterbeacon.redis.internal.store.local.StaleCacheStore;
import io.boosterbeacon.redis.internal.store.local.replica.ReplicaSettings;
import io.boosterbeacon.redis.internal.store.local.replica.RevocationReplica;
import io.boosterbeacon.redis.internal.telemetry.StoreUse;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Stacks the decorators of each port on the store. This is the only place that does so.
 *
 * <p>From the bottom to the top, a stack is:
 *
 * <ol>
 *   <li>the store itself: Redis, or this JVM;
 *   <li>its guard: the deadline, the circuit and the telemetry of failures. It is directly above the store, so that it
 *       measures only the store: an answer from this JVM must never close a circuit. That of rate limits also repeats what
 *       gives permits back, for all above it;
 *   <li>the decorators that answer in this JVM. They are above the guard, because they must answer while it refuses
 *       calls: known revocations and known denials before the store is called, local limits and stale values after the
 *       store has failed;
 *   <li>known denials are above the local limits: a known denial needs neither the store nor a count in this JVM;
 *   <li>leases of permits are above the known denials: a held permit is used even if the store would deny another one,
 *       and what is given back ends a denial. Both are left out where the store is in this JVM, because it decides as
 *       fast;
 *   <li>the replica of the revocations is above the known ones: while it is fresh, it knows all that the store has, and it
 *       passes on what it cannot answer. It is left out where the store is in this JVM;
 *   <li>the near cache is above the guard, because a near hit needs neither a deadline nor a closed circuit: it is
 *       served as long as its connection proves that changes are heard of, also while the guard refuses calls. It is
 *       left out where the store is in this JVM;
 *   <li>stale values are above the near cache: they are served when the store has failed, which ends the near values, and
 *       each change drops both.
 * </ol>
 *
 * <p>Requests use the port at the top of each stack, and do not know what is below. Background work uses a lower level:
 * missed invalidations are repeated without the stale values, but through the near cache, which may have read an old
 * value before the repetition; and the watch of revocations, and what records rejected requests and prunes the audit,
 * have no guard.
 */
public final class StoreStack implements AutoCloseable {
    /** The approximate memory of the limits that are counted in this JVM while the store does not answer. */
    private static final long LOCAL_LIMIT_BYTES = 64L << 20;

    /** How long a near value that is no longer served takes memory. */
    private static final Duration NEAR_REMOVAL = Duration.ofSeconds(2);

    private final Scheduler timers = new Scheduler();
    private final Store store;
    private final RateLimitFollower local;
    private final SilenceDetector silenceDetector;
    private final Telemetry telemetry;
    private final LongSupplier nanos;
    private final StoreGuard commands;
    private final StoreGuard cacheReads;
    private final StoreGuard cacheWrites;
    private final PermitLeases leases;
    private final RateLimitStore rateLimits;
    private final LimitRuleStore limitRules;
    private final CacheStore guardedCaches;
    private final CacheStore nearCaches;
    private final CacheStore caches;
    private final StoreGuard checks;
    private final Optional<RevocationReplica> replica;

    /**
     * Stacks the ports of a store.
     *
     * @param store closed with the stack
     */
    public StoreStack(Store store, Settings settings, Telemetry telemetry, InstantSource clock, LongSupplier nanos) {
        this.store = store;
        this.telemetry = telemetry;
        this.nanos = nanos;
        this.local = EmbeddedStore.rateLimitsOnly(clock, LOCAL_LIMIT_BYTES);
        this.silenceDetector = new SilenceDetector(timers, store::ping, store::doubtRefusals);
        // users choose these commands: a refused command does not mean that the store is unusable
        this.commands = guard(StoreUse.COMMANDS, settings.redis().commandTimeout(), false, store::ping);
        this.cacheReads = guard(StoreUse.CACHE, settings.cache().timeout(), true, store::ping);
        this.cacheWrites = guard(StoreUse.CACHE_WRITE, settings.cache().writeTimeout(), true, store::ping);
        StoreGuard limits = guard(StoreUse.RATE_LIMIT, settings.rateLimit().timeout(), true, store::ping);
        RateLimitStore counted = new LocalRateLimits(new GuardedRateLimitStore(store.rateLimits(), limits), local);
        this.limitRules = new GuardedLimitRuleStore(store.limitRules(), commands);
        this.leases = new PermitLeases(new KnownDenials(counted, nanos), timers, nanos);
        this.rateLimits = store.isRemote() ? leases : counted;
        // all revocations are in one slot of a cluster, and a ping may reach another node
        this.checks = guard(StoreUse.REVOCATION, settings.revocation().timeout(), true, () -> store.revocations()
                .find(TokenQuery.of(List.of("probe"), List.of())));
        boolean isReplicated = settings.revocation().enabled()
                && settings.revocation().replica().isReplica()
                && store.revocationLog().isPresent();
        this.replica = isReplicated ? Optional.of(replica(settings.revocation(), clock)) : Optional.empty();
        this.guardedCaches = new GuardedCacheStore(store.cache(), cacheReads, cacheWrites);
        this.nearCaches = store.isRemote() ? nearCaches(settings.cache().localMaxSize()) : guardedCaches;
        this.caches = new StaleCacheStore(nearCaches, nanos);
        // the first call is slow: it is made now, so that callers do not wait for it when an outage begins
        Algorithm window = new Algorithm.FixedWindow(1, Duration.ofMillis(1));
        local.tryAcquire("start", List.of(new RateLimitStore.Request("start", window, 1, OnStoreFailure.LOCAL)))
                .toCompletableFuture()
                .join();
    }

    private StoreGuard guard(
            StoreUse use, Duration limit, boolean refusalsDegrade, Supplier<? extends CompletionStage<?>> probe) {
        return new StoreGuard(use, limit, silenceDetector, telemetry, nanos, refusalsDegrade, probe);
    }

    private RevocationReplica replica(RevocationSettings settings, InstantSource clock) {
        ReplicaMode mode = settings.replica();
        ReplicaSettings replicaSettings = new ReplicaSettings(
                mode.freshness(),
                settings.maxStaleness(),
                settings.groupRetention(),
                mode.maxEntries(),
                mode.awaitsNodes());
        return new RevocationReplica(store, replicaSettings, timers, telemetry, clock, nanos);
    }

    /** The replica of the revocations; empty if this node keeps none. */
    Optional<RevocationReplica> replica() {
        return replica;
    }

    /** The store itself, for what concerns it as a whole. */
    Store store() {
        return store;
    }

    KeyValueStore keyValues() {
        return new GuardedKeyValueStore(store.keyValues(), commands);
    }

    /** One round trip, with the deadline of programmatic calls. */
    CompletionStage<Void> ping() {
        return commands.call(store::ping);
    }

    /**
     * Guarded; counts in this JVM while the store fails. With a server, repeats its denials for a second, and takes
     * permits in advance for requests that allow it.
     */
    RateLimitStore rateLimits() {
        return rateLimits;
    }

    /** With the deadline of programmatic calls. */
    LimitRuleStore limitRules() {
        return limitRules;
    }

    /** With the deadline of checks; answers without the store what this node knows. */
    RevocationStore revocationChecks(NodeKnowledge known) {
        return revocations(checks, known);
    }

    private RevocationStore revocations(StoreGuard guard, NodeKnowledge known) {
        RevocationStore stored = new KnownRevocations(new GuardedRevocationStore(store.revocations(), guard), known);
        return replica.map(kept -> kept.over(stored, known::refuses)).orElse(stored);
    }

    /** The same as {@link #revocationChecks} with the deadline of programmatic calls, which is longer. */
    RevocationStore revocationCommands(NodeKnowledge known) {
        return revocations(commands, known);
    }

    /** With the deadline of programmatic calls. */
    RevocationAuditStore revocationAudit() {
        return new GuardedRevocationAuditStore(store.revocationAudit(), commands);
    }

    /** Without a guard, as {@link #unguardedRevocations}. */
    RevocationAuditStore unguardedRevocationAudit() {
        return store.revocationAudit();
    }

    /** With the deadline of programmatic calls; this node remembers the sessions that it revokes. */
    RefreshStore refreshTokens(NodeKnowledge known) {
        RefreshStore stored = new KnownRefreshes(new GuardedRefreshStore(store.refreshTokens(), commands), known);
        return replica.map(kept -> kept.over(stored)).orElse(stored);
    }

    /** Without a guard: calls have no deadline and do not affect a circuit. For background calls. */
    RevocationStore unguardedRevocations(NodeKnowledge known) {
        return new KnownRevocations(store.revocations(), known);
    }

    private CacheStore nearCaches(long maximum) {
        // the clock of the heartbeats that prove that changes are heard of
        NearCacheStore near = new NearCacheStore(guardedCaches, maximum, System::nanoTime, telemetry);
        store.cache().onChange(near::changed);
        Future<?> unusedUntilClosed = timers.every(NEAR_REMOVAL, near::removeEnded);
        return near;
    }

    /** With the values that this node keeps, and without stale values. */
    CacheStore nearCaches() {
        return nearCaches;
    }

    /** With stale values, too. */
    CacheStore caches() {
        return caches;
    }

    StoreGuard cacheWrites() {
        return cacheWrites;
    }

    Scheduler timers() {
        return timers;
    }

    @Override
    public void close() {
        leases.close();
        replica.ifPresent(RevocationReplica::close);
        // the store before the timers: its waiting callers fail while the timers still run
        store.close();
        timers.close();
    }
}
