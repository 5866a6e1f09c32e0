package io.boosterbeacon.redis.internal.store.redis.connection;

import io.boosterbeacon.redis.RedisCredentials;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.concurrent.TaskThread;
import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.store.Signals;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All connections of one store, with their client and threads: the connections for commands, the one for published
 * messages, and those that the application uses itself. Thread-safe.
 */
public final class StoreConnections implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StoreConnections.class.getName());
    private static final int SHUTDOWN_SECONDS = 2;
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    /** The heartbeat of cluster nodes while commands are pending. A silent node is detected in less than a second. */
    private static final Duration BUSY_HEARTBEAT = Duration.ofMillis(250);

    private final RedisSettings options;
    private final ClientResources resources;
    private final @Nullable ChangingCredentials credentials;
    private final Connector connector;
    // not the timer of the deadlines, because starting a connection may take long
    private final Scheduler timer = new Scheduler("beacon-redis-connections");
    // not a timer thread, because a blocked observer must not delay the operation that it waits for
    private final TaskThread eventThread = new TaskThread("beacon-redis-events");
    private final Outages outages;
    private final RedisSignals signals = new RedisSignals();
    private final DataConnections data;
    private final ReconnectingLink<StatefulRedisPubSubConnection<String, byte[]>> pushes;
    private final UserConnections users;
    private final TrackedReads trackedReads;
    private final WriteConfirmations confirmations;
    private final RedisConnection commands;

    private StoreConnections(
            RedisSettings options,
            @Nullable RedisCredentials application,
            Connector.Factory clusters,
            Runnable connected,
            Telemetry telemetry) {
        this.options = options;
        Channels channels = new Channels();
        this.resources = RedisClients.resources(channels);
        this.credentials = application == null ? null : new ChangingCredentials(application);
        this.connector = connector(options, credentials, resources, timer, channels, clusters);
        for (AbstractRedisClient client : connector.clients()) {
            if (options.trace()) {
                client.addListener(new CommandTrace());
            }
        }
        this.outages = new Outages(connector.address(), connected, telemetry, eventThread);
        this.data = new DataConnections(() -> lane(channels), options.poolMax());
        this.commands = new RedisConnection(data, outages, connector.address());
        this.users = new UserConnections(connector, options);
        this.trackedReads = new TrackedReads(connector, timer, channels, options.commandTimeout());
        this.confirmations = new WriteConfirmations(connector, timer);
        this.pushes = new ReconnectingLink<>(
                () -> connector.connectPubSub().thenCompose(signals::begin),
                signals::beat,
                // a new subscription replaces a lost connection, so it need not reconnect by itself
                false,
                timer,
                channels,
                ReconnectingLink.Watcher.NONE);
    }

    /**
     * Prepares connections without opening any.
     *
     * @param credentials called for each connection; null to use those of the URL
     * @param clusters creates the connector if the settings name a cluster
     * @param connected runs before a new connection to the store is reported
     * @param telemetry is notified of connections, on a thread of the store
     */
    public static StoreConnections prepare(
            RedisSettings options,
            @Nullable RedisCredentials credentials,
            Connector.Factory clusters,
            Runnable connected,
            Telemetry telemetry) {
        return BorrowedThread.call(() -> new StoreConnections(options, credentials, clusters, connected, telemetry));
    }

    private static Connector connector(
            RedisSettings options,
            @Nullable ChangingCredentials credentials,
            ClientResources resources,
            Scheduler timer,
            Channels channels,
            Connector.Factory clusters) {
        try {
            return options.shape() == RedisSettings.Shape.CLUSTER
                    ? clusters.create(options, credentials, resources, timer, channels)
                    : new SingleConnector(options, credentials, resources);
        } catch (RuntimeException e) {
            ended(resources.shutdown(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS));
            throw e;
        }
    }

    private Lane lane(Channels channels) {
        return new Lane(
                new ReconnectingLink<>(
                        () -> connector.connect(RedisConnection.CODEC),
                        connector::ping,
                        connector.reconnects(),
                        timer,
                        channels,
                        outages),
                channels,
                options.commandTimeout());
    }

    /** Connects, and waits at most {@code connectTimeout}. If that fails, it tries again in the background. */
    public void open() {
        BorrowedThread.run(this::start);
    }

    private void start() {
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
            trackedReads.beat();
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

    /** Sends the commands of the stores. */
    public RedisConnection commands() {
        return commands;
    }

    /** Reads of keys whose changes are reported. */
    public TrackedReads trackedReads() {
        return trackedReads;
    }

    /** Says whether writes are on replicas, or on the disk. */
    public WriteConfirmations confirmations() {
        return confirmations;
    }

    /** Messages from other nodes. */
    public Signals signals() {
        return signals;
    }

    /** The timer of the connections. It is closed with them. */
    public Scheduler timer() {
        return timer;
    }

    /** The address for messages, without credentials. */
    public String address() {
        return connector.address();
    }

    /** Checks that the store answers. One round trip. */
    public CompletionStage<Void> ping() {
        return commands.call("PING", connector::ping).thenAccept(pong -> {});
    }

    /** The client, or the connection that all callers share, if it has this type. */
    public <T> Optional<T> unwrap(Class<T> nativeType) {
        if (nativeType.isInstance(connector.client())) {
            return Optional.of(nativeType.cast(connector.client()));
        }
        return connector.connectionType().isAssignableFrom(nativeType)
                ? Optional.of(nativeType.cast(BorrowedThread.call(users::shared)))
                : Optional.empty();
    }

    /**
     * Runs work on a connection that is used by nobody else.
     *
     * @throws IllegalArgumentException if there are no connections of that type
     */
    public <C, T> T use(Class<C> connectionType, Function<? super C, ? extends T> work) {
        if (!connector.connectionType().isAssignableFrom(connectionType)) {
            throw new IllegalArgumentException("the redis store has no " + connectionType.getName());
        }
        return BorrowedThread.call(() -> users.use(connection -> work.apply(connectionType.cast(connection))));
    }

    /** Closes all connections and ends their threads. Waits at most a few seconds. */
    @Override
    public void close() {
        BorrowedThread.run(this::shutDown);
    }

    private void shutDown() {
        data.close();
        users.close();
        trackedReads.close();
        confirmations.close();
        pushes.close();
        outages.close();
        eventThread.close();
        timer.close();
        if (credentials != null) {
            credentials.close();
        }
        // an interrupted thread does not wait, but shuts all of them down
        connector.clients().stream()
                .map(client -> client.shutdownAsync(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS))
                .toList()
                .forEach(StoreConnections::ended);
        ended(resources.shutdown(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS));
        data.abandon();
        trackedReads.abandon();
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
