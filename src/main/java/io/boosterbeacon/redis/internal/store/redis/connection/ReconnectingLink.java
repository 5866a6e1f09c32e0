package io.boosterbeacon.redis.internal.store.redis.connection;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is reopened whenever it is lost. Attempts are repeated for ever, with growing delays. In contrast
 * to the reconnection of the client, each attempt asks Sentinel for the master again, and an unreachable server does
 * not flood the log. A silent connection counts as lost: otherwise an interruption that is not reported (a firewall, a
 * power failure, a frozen process) would block all commands until TCP times out.
 */
final class ReconnectingLink<C extends StatefulConnection<?, ?>> {
    /** Is notified of every change. Calls for different connections may be concurrent. */
    interface Watcher {
        /** Does nothing. */
        Watcher NONE = new Watcher() {
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
    private static final String SILENT = "no answer to a heartbeat";
    /** The number of failed heartbeats after which a connection that reconnects by itself is replaced. */
    private static final int MAX_UNANSWERED = 5;
    /**
     * A connection that was lost sooner counts as a failed attempt, so that a connection which is closed at once is not
     * reopened in a loop.
     */
    private static final Duration MIN_DURATION = Duration.ofSeconds(1);

    private final Supplier<? extends CompletionStage<C>> connector;
    private final Function<C, ? extends CompletionStage<?>> ping;
    private final boolean reconnects;
    private final Scheduler timer;
    private final Channels channels;
    private final Watcher watcher;
    private final CompletableFuture<Void> firstAttempt = new CompletableFuture<>();
    private final AtomicReference<@Nullable C> connection = new AtomicReference<>();
    private final AtomicBoolean beating = new AtomicBoolean();
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private volatile long openedAt;
    private volatile boolean closed;

    /**
     * @param ping pings the server; one round trip, with a timeout
     * @param reconnects whether a connection stands for several servers and reconnects to them by itself. It is then
     *     usable without some of them, and is replaced only after several heartbeats without any answer
     */
    ReconnectingLink(
            Supplier<? extends CompletionStage<C>> connector,
            Function<C, ? extends CompletionStage<?>> ping,
            boolean reconnects,
            Scheduler timer,
            Channels channels,
            Watcher watcher) {
        this.connector = connector;
        this.ping = ping;
        this.reconnects = reconnects;
        this.timer = timer;
        this.channels = channels;
        this.watcher = watcher;
    }

    /** Starts to connect. The result completes when the first attempt has ended; it does not fail. */
    CompletableFuture<Void> start() {
        attempt();
        return firstAttempt;
    }

    /** The connection; null if it cannot be used now. */
    @Nullable
    C open() {
        C current = connection.get();
        return current != null && (reconnects || current.isOpen()) ? current : null;
    }

    /** Stops further attempts. An open connection is closed by the shutdown of the client. */
    void close() {
        closed = true;
    }

    /** Stops further attempts, and closes an open connection. */
    void discard() {
        closed = true;
        C current = connection.getAndSet(null);
        if (current != null) {
            watcher.down(this, LOST);
            CompletableFuture<Void> unused = current.closeAsync();
        }
    }

    /**
     * Sends a heartbeat, and gives up the connection if nothing arrives in time, not even the answers to the commands
     * that were sent before. To be called periodically.
     */
    void beat() {
        C current = connection.get();
        if (current != null && beating.compareAndSet(false, true)) {
            long arrived = channels.arrived(current);
            CompletionStage<?> unused = ping(current).whenComplete((pong, failure) -> {
                beating.set(false);
                if (reconnects) {
                    handleHeartbeat(current, failure);
                } else if (failure != null && RedisErrors.translate(failure).type() == RedisErrorType.TIMEOUT_ERROR) {
                    channels.afterReading(current, () -> loseIfSilent(current, arrived));
                }
            });
        }
    }

    private void loseIfSilent(C current, long arrivedBefore) {
        if (channels.arrived(current) == arrivedBefore) {
            lost(current, SILENT);
        }
    }

    /** Sends a ping without regard to its answer. */
    void ping() {
        C current = connection.get();
        if (current != null) {
            CompletionStage<?> unused = ping(current);
        }
    }

    private CompletionStage<?> ping(C current) {
        try {
            return ping.apply(current);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void handleHeartbeat(C current, @Nullable Throwable failure) {
        if (failure == null) {
            unanswered.set(0);
            watcher.up(this);
        } else if (unanswered.incrementAndGet() < MAX_UNANSWERED) {
            watcher.down(this, RedisErrors.describe(failure));
        } else {
            unanswered.set(0);
            lost(current, RedisErrors.describe(failure));
        }
    }

    /** Gives up a connection to the wrong server, for example to a former master. */
    void giveUp(C wrong, String reason) {
        if (!reconnects) {
            lost(wrong, reason);
        }
    }

    private void attempt() {
        if (closed) {
            return;
        }
        attempts.incrementAndGet();
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
                retry();
            }
            firstAttempt.complete(null);
        });
    }

    private void retry() {
        if (timer.isClosed()) {
            closed = true; // the client is being shut down
        } else {
            // a connection that lasted is lost before any attempt is made to replace it
            Duration pause = RedisClients.RECONNECT_DELAY.createDelay(Math.max(1, attempts.get()));
            Future<?> unused = timer.once(pause, this::attempt);
        }
    }

    private void opened(C opened) {
        if (closed) {
            CompletableFuture<Void> unused = opened.closeAsync();
            return;
        }
        openedAt = System.nanoTime();
        connection.set(opened);
        watcher.up(this);
        if (reconnects) {
            return;
        }
        opened.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
                lost(opened, LOST);
            }
        });
        if (!opened.isOpen()) {
            // lost before the listener was added
            lost(opened, LOST);
        }
    }

    private void lost(C which, String reason) {
        if (!connection.compareAndSet(which, null)) {
            return; // already replaced
        }
        if (System.nanoTime() - openedAt >= MIN_DURATION.toNanos()) {
            attempts.set(0);
        }
        watcher.down(this, reason);
        if (closed) {
            return; // the client closes it, and would log a warning if it were closed twice
        }
        // closing fails its pending commands now, and not only after their timeouts
        CompletableFuture<Void> unused = which.closeAsync();
        retry();
    }
}
