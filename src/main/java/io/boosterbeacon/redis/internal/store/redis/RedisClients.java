package io.boosterbeacon.redis.internal.store.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.SocketOptions.TcpUserTimeoutOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.event.DefaultEventPublisherOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.EpollProvider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/** Sets Lettuce up for a request path: its defaults would rather wait than fail. */
final class RedisClients {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");
    private static final int THREADS = 2;
    /** Per connection. A full queue means a Redis that lags by far more than any deadline. */
    private static final int REQUEST_QUEUE = 16_384;

    private static final int PROBES = 3;
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(5);

    private RedisClients() {}

    static ClientResources resources() {
        return DefaultClientResources.builder()
                .ioThreadPoolSize(THREADS)
                .computationThreadPoolSize(THREADS)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .commandLatencyPublisherOptions(DefaultEventPublisherOptions.disabled())
                .build();
    }

    static RedisClient client(RedisOptions options, ClientResources resources) {
        RedisClient client = RedisClient.create(resources, uri(options));
        client.setOptions(ClientOptions.builder()
                // ReconnectingLink does it. Without it a command fails the moment its connection is lost, and none is
                // sent twice: a replayed increment would count twice, a replayed write could undo an invalidation.
                .autoReconnect(false)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(REQUEST_QUEUE)
                .timeoutOptions(TimeoutOptions.enabled(options.commandTimeout()))
                .protocolVersion(ProtocolVersion.RESP3)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(socket(options))
                .build());
        return client;
    }

    static RedisURI uri(RedisOptions options) {
        RedisURI uri = parsed(options.uri());
        // The handshake waits this long; commands have their own limit.
        uri.setTimeout(options.connectTimeout());
        if (uri.getClientName() == null) {
            uri.setClientName("beacon");
        }
        return uri;
    }

    private static RedisURI parsed(String uri) {
        try {
            return RedisURI.create(uri);
        } catch (IllegalArgumentException quotesTheUri) {
            // without its message and cause: both would show the password
            throw new IllegalArgumentException("Not a URI of a Redis server");
        }
    }

    private static SocketOptions socket(RedisOptions options) {
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
                    "The server hides the module jdk.net from the application: TCP probes idle connections when the operating"
                            + " system is set to, not after redis.keepalive");
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
