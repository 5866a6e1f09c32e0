package io.boosterbeacon.redis.internal.store.redis.connection;

import io.lettuce.core.Delegating;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.protocol.CommandHandler;
import io.lettuce.core.protocol.DefaultEndpoint;
import io.lettuce.core.protocol.Endpoint;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The Netty channels of connections: which thread reads from a connection and writes to it, and whether anything has
 * arrived on it. This must be the client's Netty customizer. Thread-safe.
 */
public final class Channels implements NettyCustomizer {
    private final Set<EventLoop> loops = new CopyOnWriteArraySet<>();
    /** Endpoints are compared by identity. The client keeps the endpoint of a connection that it reconnects. */
    private final ConcurrentMap<Endpoint, Arrivals> arrivals = new ConcurrentHashMap<>();

    @Override
    public void afterChannelInitialized(Channel channel) {
        loops.add(channel.eventLoop());
        CommandHandler commands = channel.pipeline().get(CommandHandler.class);
        Arrivals own = new Arrivals(channel.eventLoop());
        channel.pipeline().addFirst(own);
        arrivals.put(commands.getEndpoint(), own);
        channel.closeFuture().addListener(closed -> arrivals.remove(commands.getEndpoint(), own));
    }

    /**
     * The event loop of a connection. A connection to a cluster stands for several connections; any loop can be used
     * for it, because the client passes commands on to the right one. Null before the client has opened any connection.
     */
    @Nullable
    EventLoop eventLoop(StatefulConnection<?, ?> connection) {
        Arrivals own = arrivals(connection);
        if (own != null) {
            return own.loop;
        }
        for (EventLoop any : loops) {
            return any;
        }
        return null;
    }

    /**
     * How often data has arrived on a connection to one server since it was opened or reopened. A server whose answer to
     * a ping is late, because it has many commands to answer before, is not silent: this number grows.
     */
    public long arrived(StatefulConnection<?, ?> connection) {
        Arrivals own = arrivals(connection);
        return own == null ? 0 : own.count;
    }

    /**
     * Runs a task on the event loop of a connection once it has read what had arrived when this was called. On a busy
     * machine the event loop may be far behind. Runs it at once if there is no event loop, or if it has ended.
     */
    public void afterReading(StatefulConnection<?, ?> connection, Runnable task) {
        EventLoop loop = eventLoop(connection);
        if (loop == null) {
            task.run();
            return;
        }
        try {
            afterReading(loop, task);
        } catch (RejectedExecutionException ended) {
            task.run();
        }
    }

    /**
     * Runs a task after an event loop has read what has arrived. Tasks that are added by tasks are run one after the
     * other, for up to a second, without reading in between.
     */
    static void afterReading(EventLoop loop, Runnable task) {
        if (loop instanceof SingleThreadEventLoop iterating) {
            // the last of this iteration adds it to the next one, which begins with reading
            iterating.executeAfterEventLoopIteration(() -> {
                try {
                    loop.execute(task);
                } catch (RejectedExecutionException ended) {
                    // nobody would hear of it
                    task.run();
                }
            });
        } else {
            loop.execute(task);
        }
    }

    private @Nullable Arrivals arrivals(StatefulConnection<?, ?> connection) {
        DefaultEndpoint endpoint = endpoint(connection);
        return endpoint == null ? null : arrivals.get(endpoint);
    }

    /** Closes the channel of a connection. The client reopens it, which it would not if the connection were closed. */
    public static void disconnect(StatefulConnection<?, ?> connection) {
        DefaultEndpoint endpoint = endpoint(connection);
        if (endpoint != null) {
            endpoint.disconnect();
        }
    }

    /** Null for a connection to a cluster, which has none of its own. */
    private static @Nullable DefaultEndpoint endpoint(StatefulConnection<?, ?> connection) {
        RedisChannelWriter writer = ((RedisChannelHandler<?, ?>) connection).getChannelWriter();
        while (writer instanceof Delegating<?> wrapped) {
            writer = (RedisChannelWriter) wrapped.getDelegate();
        }
        return writer instanceof DefaultEndpoint endpoint ? endpoint : null;
    }

    /** Counts the arrivals on one channel, on its event loop. */
    private static final class Arrivals extends ChannelInboundHandlerAdapter {
        private final EventLoop loop;
        /** Written by the event loop only. */
        private volatile long count;

        Arrivals(EventLoop loop) {
            this.loop = loop;
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
        public void channelRead(ChannelHandlerContext context, Object data) {
            count++;
            context.fireChannelRead(data);
        }
    }
}
