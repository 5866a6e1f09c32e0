package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.RedisCredentials;
import io.boosterbeacon.redis.internal.concurrent.Deadlines;
import io.boosterbeacon.redis.internal.concurrent.TaskThread;
import io.boosterbeacon.redis.internal.concurrent.Waiters;
import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.KeyValueStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.ServerReport;
import io.boosterbeacon.redis.internal.store.Signals;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.StoreFeature;
import io.boosterbeacon.redis.internal.store.redis.cluster.ClusterConnector;
import io.boosterbeacon.redis.internal.store.redis.connection.BorrowedThread;
import io.boosterbeacon.redis.internal.store.redis.connection.ChangingCredentials;
import io.boosterbeacon.redis.internal.store.redis.connection.CommandTrace;
import io.boosterbeacon.redis.internal.store.redis.connection.Connector;
import io.boosterbeacon.redis.internal.store.redis.connection.DataConnections;
import io.boosterbeacon.redis.internal.store.redis.connection.EventLoops;
import io.boosterbeacon.redis.internal.store.redis.connection.Lane;
import io.boosterbeacon.redis.internal.store.redis.connection.Outages;
import io.boosterbeacon.redis.internal.store.redis.connection.ReconnectingLink;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisClients;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisSignals;
import io.boosterbeacon.redis.internal.store.redis.connection.SingleConnector;
import io.boosterbeacon.redis.internal.store.redis.connection.UserConnections;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A store on Redis: standalone, with Sentinel, or a cluster. */
public final class RedisStore implements Store {
    private static final System.Logger LOG = System.getLogger(RedisStore.class.getName());
    private static final int SHUTDOWN_SECONDS = 2;
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    /** The heartbeat of cluster nodes while commands are pending. A silent node is detected in less than a second. */
    private static final Duration BUSY_HEARTBEAT = Duration.ofMillis(250);

    private final ClientResources resources;
    private final @Nullable ChangingCredentials credentials;
    private final Connector connector;
    // not the timer of the deadlines, because starting a connection may take long
    private final Deadlines timer = new Deadlines("beacon-redis-connections");
    // not a timer thread, because a blocked observer must not delay the operation that it waits for
    private final TaskThread eventThread = new TaskThread("beacon-redis-events");
    private final Outages outages;
    private final RedisSignals signals = new RedisSignals();
    private final DataConnections data;
    private final ReconnectingLink<StatefulRedisPubSubConnection<String, byte[]>> pushes;
    private final UserConnections users;
    private final String address;
    private final String shape;
    private final RedisConnection redis;
    private final CacheStore cache;
    private final KeyValueStore keyValues;
    private final RateLimitStore rateLimits;
    private final RevocationStore revocations;
    private final Refusals refusals;

    private RedisStore(RedisSettings options, @Nullable RedisCredentials application, Telemetry telemetry) {
        RedisKeys keys = new RedisKeys(options.keyPrefix());
        EventLoops loops = new EventLoops();
        this.resources = RedisClients.resources(loops);
        this.credentials = application == null ? null : new ChangingCredentials(application);
        this.connector = connector(options, credentials, resources, timer);
        connector.client().addListener(loops);
        if (options.trace()) {
            connector.client().addListener(new CommandTrace());
        }
        this.address = connector.address();
        this.shape = options.shape().name().toLowerCase(Locale.ROOT);
        this.outages = new Outages(address, this::forgetRefusals, telemetry, eventThread);
        this.data = new DataConnections(
                () -> new Lane(
                        new ReconnectingLink<>(
                                () -> connector.connect(RedisConnection.CODEC),
                                connector::ping,
                                connector.reconnects(),
                                timer,
                                outages),
                        loops,
                        options.commandTimeout()),
                options.poolMax());
        this.redis = new RedisConnection(data, outages, address);
        this.users = new UserConnections(connector, options);
        Waiters<String> leaseEnds = new Waiters<>(timer);
        signals.subscribe(keys.leaseEndChannel(), new LeaseEnds(leaseEnds));
        this.pushes = new ReconnectingLink<>(
                () -> connector.connectPubSub().thenCompose(signals::begin),
                signals::beat,
                // a new subscription replaces a lost connection, so it need not reconnect by itself
                false,
                timer,
                ReconnectingLink.Watcher.NOBODY);
        this.cache = new RedisCacheStore(redis, keys, leaseEnds);
        this.keyValues = new RedisKeyValueStore(redis, keys);
        this.rateLimits = new RedisRateLimitStore(redis, keys);
        this.revocations = new RedisRevocationStore(redis, keys);
        this.refusals = new Refusals(new Canary(redis, keys, leaseEnds)::refusals, System::nanoTime);
        start(options);
    }

    /**
     * Connects, and waits at most {@code connectTimeout}. If that fails, further attempts are made in the background.
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
        return BorrowedThread.call(() -> new RedisStore(options, credentials, telemetry));
    }

    private static Connector connector(
            RedisSettings options,
            @Nullable ChangingCredentials credentials,
            ClientResources resources,
            Deadlines timer) {
        try {
            return options.shape() == RedisSettings.Shape.CLUSTER
                    ? new ClusterConnector(options, credentials, resources, timer)
                    : new SingleConnector(options, credentials, resources);
        } catch (RuntimeException e) {
            ended(resources.shutdown(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS));
            throw e;
        }
    }

    private void forgetRefusals() {
        refusals.forget();
    }

    private void start(RedisSettings options) {
        try {
            CompletableFuture.allOf(data.start(options.poolMin()), pushes.start())
                    .get(options.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "No connection yet; the attempts go on", e);
        }
        outages.started();
        Future<?> unused = timer.every(HEARTBEAT, this::beat);
        if (connector.reconnects()) {
            // a single silent node does not make the store silent: only its own heartbeat detects it
            Future<?> unusedBusy = timer.every(BUSY_HEARTBEAT, () -> quietly(data::beatIfPending));
        }
    }

    private void beat() {
        quietly(() -> {
            data.beat();
            pushes.beat();
        });
    }

    private static void quietly(Runnable heartbeat) {
        try {
            heartbeat.run();
        } catch (RuntimeException e) {
            // an exception would cancel the periodic task
            LOG.log(System.Logger.Level.DEBUG, "A heartbeat could not be sent", e);
        }
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
    public RevocationStore revocations() {
        return revocations;
    }

    @Override
    public Signals signals() {
        return signals;
    }

    @Override
    public String kind() {
        return "redis";
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public String shape() {
        return shape;
    }

    @Override
    public CompletionStage<Optional<ServerReport>> inspect() {
        return new ServerState(redis).ask().thenApply(Optional::of);
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
        return redis.ask("PING", connector::ping).thenAccept(pong -> {});
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> nativeType) {
        if (nativeType.isInstance(connector.client())) {
            return Optional.of(nativeType.cast(connector.client()));
        }
        return connector.connectionType().isAssignableFrom(nativeType)
                ? Optional.of(nativeType.cast(BorrowedThread.call(users::shared)))
                : Optional.empty();
    }

    @Override
    public <C, T> T withConnection(Class<C> connectionType, Function<? super C, ? extends T> work) {
        if (!connector.connectionType().isAssignableFrom(connectionType)) {
            throw new IllegalArgumentException("the redis store has no " + connectionType.getName());
        }
        return BorrowedThread.call(() -> users.use(connection -> work.apply(connectionType.cast(connection))));
    }

    @Override
    public void close() {
        BorrowedThread.run(this::shutDown);
    }

    private void shutDown() {
        data.close();
        users.close();
        pushes.close();
        outages.close();
        eventThread.close();
        timer.close();
        if (credentials != null) {
            credentials.close();
        }
        // an interrupted thread does not wait, but shuts both down
        ended(connector.client().shutdownAsync(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS));
        ended(resources.shutdown(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS));
        data.abandon();
    }

    private static void ended(Future<?> shutdown) {
        try {
            shutdown.get(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(System.Logger.Level.WARNING, "The client's threads have not ended in time", e);
        }
    }
}
