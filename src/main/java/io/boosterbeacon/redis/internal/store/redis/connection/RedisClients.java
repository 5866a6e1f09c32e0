package io.boosterbeacon.redis.internal.store.redis.connection;

import static io.lettuce.core.cluster.ClusterTopologyRefreshOptions.RefreshTrigger.PERSISTENT_RECONNECTS;

import io.boosterbeacon.redis.internal.concurrent.DaemonThreads;
import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.config.RedisUrl;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.SocketOptions.TcpUserTimeoutOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.StaticCredentialsProvider;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import io.lettuce.core.event.DefaultEventPublisherOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.EpollProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Configures Lettuce for use in requests. By default it waits in many cases where a request should fail quickly. */
public final class RedisClients {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");
    private static final int THREADS = 2;
    /**
     * The request queue of a connection: a full lane, and some commands that are not sent through it. If the queue were
     * smaller, all commands of a flush would be refused.
     */
    private static final int REQUEST_QUEUE = Lane.CAPACITY + 1_024;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    /** The longest time that a recovered server waits for its clients. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    /**
     * Each pause is shortened at random by up to a half, so that the nodes of an application do not reconnect at the
     * same time.
     */
    static final Delay RECONNECT_DELAY =
            Delay.fullJitter(FIRST_PAUSE.dividedBy(2), LONGEST_PAUSE, FIRST_PAUSE.toMillis(), TimeUnit.MILLISECONDS);

    private static final int PROBES = 3;
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(5);

    private static final Duration TOPOLOGY_PERIOD = Duration.ofSeconds(15);
    /** The minimum pause between refreshes that are triggered by replies. */
    private static final Duration TOPOLOGY_PAUSE = Duration.ofSeconds(1);

    private RedisClients() {}

    static ClientResources resources(Channels channels) {
        ClassLoader application = Thread.currentThread().getContextClassLoader();
        return DefaultClientResources.builder()
                .ioThreadPoolSize(THREADS)
                .computationThreadPoolSize(THREADS)
                .threadFactoryProvider(
                        pool -> DaemonThreads.ofApplication(application, new DefaultThreadFactory(pool, true)))
                // for the client's own reconnection, which connections to a cluster use
                .reconnectDelay(RECONNECT_DELAY)
                .nettyCustomizer(channels)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .commandLatencyPublisherOptions(DefaultEventPublisherOptions.disabled())
                .build();
    }

    public static ClientOptions options(RedisSettings options) {
        return ClientOptions.builder()
                // ReconnectingLink reconnects. Pending commands fail when their connection is lost, and none is sent
                // twice: a repeated increment would count twice, a repeated write could undo an invalidation.
                .autoReconnect(false)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(REQUEST_QUEUE)
                .timeoutOptions(TimeoutOptions.builder()
                        .timeoutSource(new CommandTimeouts(options.commandTimeout()))
                        .build())
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(socket(options))
                .sslOptions(ssl(options))
                .build();
    }

    private static SslOptions ssl(RedisSettings options) {
        SslOptions.Builder ssl = SslOptions.builder().jdkSslProvider().handshakeTimeout(options.connectTimeout());
        options.tls().trust().ifPresent(ssl::trustManager);
        options.tls().identity().ifPresent(ssl::keyManager);
        return ssl.build();
    }

    public static ClusterClientOptions clusterOptions(RedisSettings options) {
        // the client itself manages the connections to the nodes of a cluster; commands are not repeated there either
        ClientOptions nodes = options(options)
                .mutate()
                .autoReconnect(true)
                .replayFilter(command -> true)
                .build();
        return ClusterClientOptions.builder(nodes)
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .enablePeriodicRefresh(TOPOLOGY_PERIOD)
                        .adaptiveRefreshTriggersTimeout(TOPOLOGY_PAUSE)
                        // lost masters are detected by heartbeats, which refresh less often while nothing answers
                        .disableAdaptiveRefreshTrigger(PERSISTENT_RECONNECTS)
                        .build())
                // do not wait for nodes that the cluster has marked as failed
                .nodeFilter(node -> !node.is(NodeFlag.FAIL) && !node.is(NodeFlag.NOADDR))
                .build();
    }

    /** The URI of the server, or of the sentinels. */
    static RedisURI uri(RedisSettings options) {
        RedisUrl url = options.url().orElseThrow();
        return url.master()
                .map(master -> sentinels(url, master, options))
                .orElseGet(() -> server(url, url.hosts().get(0), options));
    }

    /** The configured nodes of a cluster, from which the client finds the others. */
    public static List<RedisURI> seeds(RedisSettings options) {
        RedisUrl url = options.url().orElseThrow();
        return url.hosts().stream().map(host -> server(url, host, options)).toList();
    }

    private static RedisURI server(RedisUrl url, RedisUrl.Host host, RedisSettings options) {
        RedisURI.Builder builder = RedisURI.builder().withHost(host.name()).withPort(host.port());
        return configured(builder, url, options);
    }

    private static RedisURI sentinels(RedisUrl url, String master, RedisSettings options) {
        RedisURI.Builder builder = RedisURI.builder().withSentinelMasterId(master);
        url.hosts().forEach(sentinel -> builder.withSentinel(sentinel.name(), sentinel.port()));
        return configured(builder, url, options);
    }

    private static RedisURI configured(RedisURI.Builder builder, RedisUrl url, RedisSettings options) {
        builder.withSsl(url.secure())
                .withVerifyPeer(verifyMode(options))
                .withDatabase(url.database())
                // the handshake waits this long; commands have a deadline of their own
                .withTimeout(options.connectTimeout());
        url.login()
                .map(ChangingCredentials::of)
                .ifPresent(login -> builder.withAuthentication(new StaticCredentialsProvider(login)));
        RedisURI uri = builder.build();
        uri.setClientName("beacon");
        return uri;
    }

    private static SslVerifyMode verifyMode(RedisSettings options) {
        return switch (options.tls().verify()) {
            case FULL -> SslVerifyMode.FULL;
            case CA -> SslVerifyMode.CA;
            case NONE -> SslVerifyMode.NONE;
        };
    }

    private static SocketOptions socket(RedisSettings options) {
        SocketOptions.Builder socket = SocketOptions.builder()
                .connectTimeout(options.connectTimeout())
                .tcpNoDelay(true)
                .keepAlive(true);
        if (canConfigureKeepAlive()) {
            socket.keepAlive(KeepAliveOptions.builder()
                    .enable()
                    .idle(options.keepAlive())
                    .interval(PROBE_INTERVAL)
                    .count(PROBES)
                    .build());
        } else {
            LOG.log(
                    Level.INFO,
                    "The server hides the module jdk.net from the application: TCP probes idle connections when the"
                            + " operating system is set to, not after redis.keepalive");
        }
        return socket.tcpUserTimeout(TcpUserTimeoutOptions.builder()
                        // sockets of the JDK do not have this option, and Lettuce would log a warning for each
                        // connection
                        .enable(EpollProvider.isAvailable())
                        .tcpUserTimeout(options.keepAlive().plus(PROBE_INTERVAL.multipliedBy(PROBES)))
                        .build())
                .build();
    }

    /**
     * Whether TCP keep-alive probes can be configured. Without the module {@code jdk.net} Lettuce refuses to connect
     * with such options, and WildFly provides it only to deployments that require it.
     */
    private static boolean canConfigureKeepAlive() {
        try {
            Class.forName("jdk.net.ExtendedSocketOptions", false, SocketOptions.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return EpollProvider.isAvailable();
        }
    }
}
