package io.boosterbeacon.redis.internal.store.redis.connection;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArraySet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the event loop of a connection: the thread that reads from it and writes to it. This must be the client's Netty
 * customizer and one of its listeners. Thread-safe.
 */
final class EventLoops implements NettyCustomizer, RedisConnectionStateListener {
    private final Set<EventLoop> loops = new CopyOnWriteArraySet<>();
    private final ConcurrentMap<RedisChannelHandler<?, ?>, EventLoop> byConnection = new ConcurrentHashMap<>();

    @Override
    public void afterChannelInitialized(Channel channel) {
        loops.add(channel.eventLoop());
    }

    /** Called by the client on the event loop of the connection. */
    @Override
    public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
        for (EventLoop loop : loops) {
            if (loop.inEventLoop()) {
                byConnection.put(connection, loop);
            }
        }
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
        byConnection.remove(connection);
    }

    /**
     * The event loop of a connection. A connection to a cluster stands for several connections; any loop can be used
     * for it, because the client passes commands on to the right one. Null before the client has opened any connection.
     */
    @Nullable
    EventLoop of(StatefulConnection<?, ?> connection) {
        EventLoop own = byConnection.get((RedisChannelHandler<?, ?>) connection);
        if (own != null) {
            return own;
        }
        for (EventLoop any : loops) {
            return any;
        }
        return null;
    }
}
