package io.boosterbeacon.redis.internal.store.redis.connection;

import static io.lettuce.core.cluster.ClusterTopologyRefreshOptions.RefreshTrigger.PERSISTENT_RECONNECTS;

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
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;

/** Sets Lettuce up for a request path: its defaults would rather wait than fail. */
public final class RedisClients {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");
    private static final int THREADS = 2;
    /** Per connection: a full lane, and what is asked past it. What has gathered would be refused as a whole. */
    private static final int REQUEST_QUEUE = Lane.CAPACITY + 1_024;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    /** So long a recovered server waits for its clients at most. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    /** Of each pause up to a half is taken away at random, so that the nodes of a cluster do not come back in step. */
    static final Delay RECONNECT_DELAY =
            Delay.fullJitter(FIRST_PAUSE.dividedBy(2), LONGEST_PAUSE, FIRST_PAUSE.toMillis(), TimeUnit.MILLISECONDS);

    private static final int PROBES = 3;
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(5);

    private static final Duration TOPOLOGY_PERIOD = Duration.ofSeconds(15);
    /** Between two refreshes that replies have asked for. */
    private static final Duration TOPOLOGY_PAUSE = Duration.ofSeconds(1);

    private RedisClients() {}

    public static ClientResources resources(EventLoops loops) {
        return DefaultClientResources.builder()
                .ioThreadPoolSize(THREADS)
                .computationThreadPoolSize(THREADS)
                // the client's own reconnection, within the connections of a cluster
                .reconnectDelay(RECONNECT_DELAY)
                .nettyCustomizer(loops)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .commandLatencyPublisherOptions(DefaultEventPublisherOptions.disabled())
                .build();
    }

    static ClientOptions options(RedisSettings options) {
        return ClientOptions.builder()
                // ReconnectingLink does it. Without it a command fails the moment its connection is lost, and none is
                // sent twice: a replayed increment would count twice, a replayed write could undo an invalidation.
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
        // a connection of a cluster keeps one to each node, out of our reach; its commands are not replayed either
        ClientOptions nodes = options(options)
                .mutate()
                .autoReconnect(true)
                .replayFilter(command -> true)
                .build();
        return ClusterClientOptions.builder(nodes)
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .enablePeriodicRefresh(TOPOLOGY_PERIOD)
                        .adaptiveRefreshTriggersTimeout(TOPOLOGY_PAUSE)
                        // lost masters are the heartbeat's concern, which asks less often the longer they are away
                        .disableAdaptiveRefreshTrigger(PERSISTENT_RECONNECTS)
                        .build())
                // never wait for a node that the cluster has given up
                .nodeFilter(node -> !node.is(NodeFlag.FAIL) && !node.is(NodeFlag.NOADDR))
                .build();
    }

    /** The server, or the sentinels that know it. */
    static RedisURI uri(RedisSettings options) {
        RedisUrl url = options.url().orElseThrow();
        return url.master()
                .map(master -> sentinels(url, master, options))
                .orElseGet(() -> server(url, url.hosts().get(0), options));
    }

    /** The nodes of a cluster by which the others are found. */
    public static List<RedisURI> seeds(RedisSettings options) {
        RedisUrl url = options.url().orElseThrow();
        return url.hosts().stream().map(host -> server(url, host, options)).toList();
    }

    private static RedisURI server(RedisUrl url, RedisUrl.Host host, RedisSettings options) {
        RedisURI.Builder builder = RedisURI.builder().withHost(host.name()).withPort(host.port());
        return completed(builder, url, options);
    }

    private static RedisURI sentinels(RedisUrl url, String master, RedisSettings options) {
        RedisURI.Builder builder = RedisURI.builder().withSentinelMasterId(master);
        url.hosts().forEach(sentinel -> builder.withSentinel(sentinel.name(), sentinel.port()));
        return completed(builder, url, options);
    }

    private static RedisURI completed(RedisURI.Builder builder, RedisUrl url, RedisSettings options) {
        builder.withSsl(url.secure())
                .withVerifyPeer(verifyMode(options))
                .withDatabase(url.database())
                // the handshake waits this long; commands have a deadline of their own
                .withTimeout(options.connectTimeout());
        url.login().map(ChangingCredentials::of).ifPresent(login -> builder.withAuthentication(() -> Mono.just(login)));
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
        if (canTimeProbes()) {
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
                        // The JDK's own sockets lack this option, and Lettuce would warn at each connection.
                        .enable(EpollProvider.isAvailable())
                        .tcpUserTimeout(options.keepAlive().plus(PROBE_INTERVAL.multipliedBy(PROBES)))
                        .build())
                .build();
    }

    /** WildFly shows deployments the module {@code jdk.net} only if they ask for it; without it Lettuce refuses to connect. */
    private static boolean canTimeProbes() {
        try {
            Class.forName("jdk.net.ExtendedSocketOptions", false, SocketOptions.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return EpollProvider.isAvailable();
        }
    }
}
