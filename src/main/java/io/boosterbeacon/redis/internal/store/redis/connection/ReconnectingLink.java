package io.boosterbeacon.redis.internal.store.redis.connection;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.concurrent.Deadlines;
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
 * One connection that is always there or on its way. A lost one is replaced by a new one, for ever, with growing pauses: so a
 * connection that Sentinel has to look up is looked up again, and a dead server does not fill the log with the client's own
 * attempts. One that has gone silent is taken for lost: a cut that nobody reports (a firewall, a power loss, a frozen process)
 * would otherwise hold every command until TCP gives up.
 */
public final class ReconnectingLink<C extends StatefulConnection<?, ?>> {
    /** Told of every change; calls come one after the other only as far as the connection's do. */
    public interface Watcher {
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
    private static final String SILENT = "no answer to a heartbeat";
    /** Heartbeats without an answer from any server, after which a connection to several is opened anew, and more rarely. */
    private static final int PATIENCE = 5;
    /** A connection that lasted shorter counts as a failed attempt: one that is closed at once must not be opened in a loop. */
    private static final Duration PROVEN = Duration.ofSeconds(1);

    private final Supplier<? extends CompletionStage<C>> connector;
    private final Function<C, ? extends CompletionStage<?>> ping;
    private final boolean reconnects;
    private final Deadlines timer;
    private final Watcher watcher;
    private final CompletableFuture<Void> firstAttempt = new CompletableFuture<>();
    private final AtomicReference<@Nullable C> connection = new AtomicReference<>();
    private final AtomicBoolean asking = new AtomicBoolean();
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private volatile long openedAt;
    private volatile boolean closed;

    /**
     * @param ping one round trip, with a timeout
     * @param reconnects whether connections reconnect by themselves, each of them to several servers: then one is not useless
     *     that has lost some of those, and is given up only after a while without any
     */
    public ReconnectingLink(
            Supplier<? extends CompletionStage<C>> connector,
            Function<C, ? extends CompletionStage<?>> ping,
            boolean reconnects,
            Deadlines timer,
            Watcher watcher) {
        this.connector = connector;
        this.ping = ping;
        this.reconnects = reconnects;
        this.timer = timer;
        this.watcher = watcher;
    }

    /** Begins to connect; the result completes, never exceptionally, when the first attempt has ended. */
    public CompletableFuture<Void> start() {
        attempt();
        return firstAttempt;
    }

    /** The connection if it can be used now. */
    @Nullable
    C open() {
        C current = connection.get();
        return current != null && (reconnects || current.isOpen()) ? current : null;
    }

    /** No further attempts; an open connection is left to the client's shutdown. */
    public void close() {
        closed = true;
    }

    /** To be called again and again: asks for a sign of life, and gives the connection up if none comes in time. */
    public void beat() {
        C current = connection.get();
        if (current != null && asking.compareAndSet(false, true)) {
            CompletionStage<?> unused = ask(current).whenComplete((pong, failure) -> {
                asking.set(false);
                if (reconnects) {
                    tell(current, failure);
                } else if (failure != null && RedisErrors.translate(failure).type() == RedisErrorType.TIMEOUT_ERROR) {
                    lost(current, SILENT);
                }
            });
        }
    }

    /** Asks for a sign of life, and leaves it to whoever is asked what comes of it. */
    void ask() {
        C current = connection.get();
        if (current != null) {
            CompletionStage<?> unused = ask(current);
        }
    }

    private CompletionStage<?> ask(C current) {
        try {
            return ping.apply(current);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void tell(C current, @Nullable Throwable failure) {
        if (failure == null) {
            unanswered.set(0);
            watcher.up(this);
        } else if (unanswered.incrementAndGet() < PATIENCE) {
            watcher.down(this, RedisErrors.describe(failure));
        } else {
            unanswered.set(0);
            lost(current, RedisErrors.describe(failure));
        }
    }

    /** The other end turned out to be the wrong one: a former master, say. */
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
            // before anybody listened
            lost(opened, LOST);
        }
    }

    private void lost(C which, String reason) {
        if (!connection.compareAndSet(which, null)) {
            return; // known already
        }
        if (System.nanoTime() - openedAt >= PROVEN.toNanos()) {
            attempts.set(0);
        }
        watcher.down(this, reason);
        if (closed) {
            return; // the client closes it, and would warn of a second time
        }
        // its commands fail now, not each at its own time
        CompletableFuture<Void> unused = which.closeAsync();
        retry();
    }
}
