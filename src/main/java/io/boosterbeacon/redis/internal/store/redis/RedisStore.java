package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.RedisCredentials;
import io.boosterbeacon.redis.internal.concurrent.Waiters;
import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.store.CacheStore;
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
import io.boosterbeacon.redis.internal.store.redis.cluster.ClusterConnector;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.boosterbeacon.redis.internal.store.redis.connection.StoreConnections;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A store on Redis: standalone, with Sentinel, or a cluster. */
public final class RedisStore implements Store {
    private final StoreConnections connections;
    private final String shape;
    private final CacheStore cache;
    private final KeyValueStore keyValues;
    private final RateLimitStore rateLimits;
    private final LimitRuleStore limitRules;
    private final RevocationStore revocations;
    private final RevocationLog revocationLog;
    private final RevocationAuditStore revocationAudit;
    private final RefreshStore refreshTokens;
    private final Refusals refusals;

    private RedisStore(
            RedisSettings options, @Nullable RedisCredentials credentials, Telemetry telemetry, InstantSource clock) {
        RedisKeys keys = new RedisKeys(options.keyPrefix());
        this.shape = options.shape().name().toLowerCase(Locale.ROOT);
        this.connections =
                StoreConnections.prepare(options, credentials, ClusterConnector::new, this::forgetRefusals, telemetry);
        Waiters<String> leaseEnds = new Waiters<>(connections.timer());
        connections.signals().subscribe(keys.leaseEndChannel(), new LeaseEnds(leaseEnds));
        RedisConnection redis = connections.commands();
        NearReads nearReads = new NearReads(connections, keys);
        RedisCacheStore caches =
                new RedisCacheStore(redis, keys, leaseEnds, nearReads, options.shape() == RedisSettings.Shape.CLUSTER);
        this.cache = caches;
        this.keyValues = new RedisKeyValueStore(redis, keys);
        this.rateLimits = new RedisRateLimitStore(redis, keys, clock);
        this.limitRules = new RedisLimitRuleStore(redis, keys);
        AuditFailures auditFailures = new AuditFailures(this::doubtRefusals);
        this.revocations = new RedisRevocationStore(redis, keys, connections.confirmations(), auditFailures);
        this.revocationLog = new RedisRevocationLog(redis, keys, connections.signals());
        this.revocationAudit = new RedisRevocationAuditStore(redis, keys, auditFailures);
        this.refreshTokens = new RedisRefreshStore(redis, keys, auditFailures);
        this.refusals = new Refusals(
                new PermissionProbe(
                                redis, keys, leaseEnds, nearReads, connections.confirmations(), clock, caches::usesTags)
                        ::refusals,
                System::nanoTime);
        connections.open();
    }

    /**
     * Connects, and waits at most {@code connectTimeout}. If that fails, it tries again in the background.
     *
     * @param telemetry is notified of connections, on a thread of the store
     */
    public static RedisStore connect(RedisSettings options, Telemetry telemetry) {
        return connect(options, null, telemetry);
    }

    /**
     * Connects as {@link #connect(RedisSettings, Telemetry)} does.
     *
     * @param credentials called for each connection; null to use those of the URL
     */
    public static RedisStore connect(
            RedisSettings options, @Nullable RedisCredentials credentials, Telemetry telemetry) {
        return connect(options, credentials, telemetry, InstantSource.system());
    }

    /** @param clock to find the days of calendars */
    static RedisStore connect(
            RedisSettings options, @Nullable RedisCredentials credentials, Telemetry telemetry, InstantSource clock) {
        return new RedisStore(options, credentials, telemetry, clock);
    }

    private void forgetRefusals() {
        refusals.forget();
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
    public RateLimitStore rateLimits() {
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
        return Optional.of(revocationLog);
    }

    @Override
    public RevocationAuditStore revocationAudit() {
        return revocationAudit;
    }

    @Override
    public RefreshStore refreshTokens() {
        return refreshTokens;
    }

    @Override
    public Signals signals() {
        return connections.signals();
    }

    @Override
    public String kind() {
        return "redis";
    }

    @Override
    public boolean isRemote() {
        return true;
    }

    @Override
    public String address() {
        return connections.address();
    }

    @Override
    public String shape() {
        return shape;
    }

    @Override
    public CompletionStage<Optional<ServerReport>> inspect() {
        return new ServerState(connections.commands()).read().thenApply(Optional::of);
    }

    @Override
    public CompletionStage<Map<StoreFeature, String>> refusals() {
        return refusals.find();
    }

    @Override
    public void doubtRefusals() {
        refusals.doubt();
    }

    @Override
    public CompletionStage<Void> ping() {
        return connections.ping();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> nativeType) {
        return connections.unwrap(nativeType);
    }

    @Override
    public <C, T> T withConnection(Class<C> connectionType, Function<? super C, ? extends T> work) {
        return connections.use(connectionType, work);
    }

    @Override
    public void close() {
        connections.close();
    }
}
