package io.boosterbeacon.redis.internal.store.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection that is always there or on its way. Lettuce reconnects what was once connected; this class goes on trying
 * until there is a first connection, with the same pauses.
 */
final class ReconnectingLink<C extends StatefulConnection<?, ?>> {
    /** Told of every change; calls come one after the other only as far as the connection's do. */
    interface Watcher {
        /** Does nothing. */
        Watcher NOBODY = new Watcher() {
            @Override
            public void up(ReconnectingLink<?> link) {}

            @Override
            public void down(ReconnectingLink<?> link, String reason) {}

            @Override
            public void failed(Throwable failure) {}
        };

        void up(ReconnectingLink<?> link);

        void down(ReconnectingLink<?> link, String reason);

        void failed(Throwable failure);
    }

    private static final String LOST = "connection lost";

    private final Supplier<? extends CompletionStage<C>> connector;
    private final ScheduledExecutorService executor;
    private final Watcher watcher;
    private final Backoff backoff = new Backoff();
    private final CompletableFuture<Void> firstAttempt = new CompletableFuture<>();
    private volatile @Nullable C connection;
    private volatile boolean closed;

    ReconnectingLink(
            Supplier<? extends CompletionStage<C>> connector, ScheduledExecutorService executor, Watcher watcher) {
        this.connector = connector;
        this.executor = executor;
        this.watcher = watcher;
    }

    /** Begins to connect; the result completes, never exceptionally, when the first attempt has ended. */
    CompletableFuture<Void> start() {
        attempt(1);
        return firstAttempt;
    }

    /** The connection if it can be used now. */
    @Nullable
    C open() {
        C current = connection;
        return current != null && current.isOpen() ? current : null;
    }

    /** No further attempts; an open connection is left to the client's shutdown. */
    void close() {
        closed = true;
    }

    private void attempt(int number) {
        if (closed) {
            return;
        }
        CompletionStage<C> attempt;
        try {
            attempt = connector.get();
        } catch (RuntimeException e) {
            attempt = CompletableFuture.failedFuture(e);
        }
        attempt.whenComplete((opened, failure) -> {
            if (opened != null) {
                opened(opened);
            } else {
                watcher.failed(failure);
                retry(number + 1);
            }
            firstAttempt.complete(null);
        });
    }

    private void retry(int number) {
        try {
            Future<?> unused = executor.schedule(
                    () -> attempt(number), backoff.createDelay(number).toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            closed = true; // the client is being shut down
        }
    }

    private void opened(C opened) {
        if (closed) {
            CompletableFuture<Void> unused = opened.closeAsync();
            return;
        }
        connection = opened;
        watcher.up(this);
        opened.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisConnected(RedisChannelHandler<?, ?> handler, SocketAddress address) {
                watcher.up(ReconnectingLink.this);
            }

            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
                watcher.down(ReconnectingLink.this, LOST);
            }
        });
        if (!opened.isOpen()) {
            // lost before anybody listened
            watcher.down(this, LOST);
        }
    }
}
