package io.boosterbeacon.redis.internal.store.redis.connection;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.protocol.RedisProtocolException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Connects by RESP3, and falls back to RESP2 if the server refuses the handshake ({@code HELLO}) in any way: by an
 * error, by the ACL, or by closing the connection. The client itself falls back only if the server does not know the
 * command. If the handshake gets no answer, this attempt has used up its time, and the next attempt uses RESP2. After a
 * closed connection RESP2 is tried at once only the first time, and otherwise by the next attempt, because the server
 * may be down.
 *
 * <p>RESP2 ends the reports of changes, so it is used for good only if the protocol was the reason. An error is one. A
 * closed or silent connection may be that of a server that starts, or was frozen: when RESP2 has connected, RESP3 is
 * tried once more, and RESP2 stays only if that fails the same way while the server answers. Once RESP3 has connected,
 * only an error is a refusal.
 */
public final class Resp2Fallback {
    /** Errors that RESP2 would get as well. All other errors may be a proxy's refusal of RESP3. */
    private static final Set<ErrorReply> OF_ANY_PROTOCOL = EnumSet.of(
            ErrorReply.WRONGPASS,
            ErrorReply.DENIED,
            ErrorReply.MAXCLIENTS,
            ErrorReply.LOADING,
            ErrorReply.MASTERDOWN,
            ErrorReply.BUSY,
            ErrorReply.DB);

    private static final int DEPTH = 10;
    /** The maximum number of attempts while failures have no reason. */
    private static final int ATTEMPTS = 5;

    private final Consumer<@Nullable ProtocolVersion> setProtocol;
    /** Attempts of several connections run at the same time. The lock is never held while one waits. */
    private final ReentrantLock lock = new ReentrantLock();

    private boolean resp2;
    /** Whether a connection was closed in its handshake before. */
    private boolean closedOnce;
    /** Whether RESP2 is used although the server has not refused RESP3 by an error. */
    private boolean doubtful;
    /** Whether RESP2 is used for good. */
    private boolean confirmed;
    /** Whether the server has accepted the greeting, and has not refused it since. */
    private boolean greeted;

    /** What follows an attempt. */
    private enum Next {
        DONE,
        AGAIN,
        RECHECK
    }

    /** @param setProtocol configures the protocol version of new connections; null lets the client negotiate it */
    public Resp2Fallback(Consumer<@Nullable ProtocolVersion> setProtocol) {
        this.setProtocol = setProtocol;
    }

    public <T> CompletionStage<T> connect(Supplier<? extends CompletionStage<T>> attempt) {
        return connect(attempt, ATTEMPTS);
    }

    private <T> CompletionStage<T> connect(Supplier<? extends CompletionStage<T>> attempt, int attempts) {
        AtomicBoolean old = new AtomicBoolean();
        return started(attempt, old)
                .handle((connected, failure) -> {
                    if (failure == null) {
                        return locked(() -> connected(old.get())) == Next.RECHECK
                                ? recheck(attempt, connected).toCompletableFuture()
                                : CompletableFuture.completedFuture(connected);
                    }
                    if (attempts > 1 && any(failure, Resp2Fallback::isWithoutReason, DEPTH)) {
                        return connect(attempt, attempts - 1).toCompletableFuture();
                    }
                    return locked(() -> failed(old.get(), failure)) == Next.AGAIN
                            ? connect(attempt).toCompletableFuture()
                            : CompletableFuture.<T>failedFuture(failure);
                })
                .thenCompose(result -> result);
    }

    /**
     * Begins an attempt.
     *
     * @param old is set to whether it speaks RESP2: the client reads its options when the attempt begins
     */
    private <T> CompletionStage<T> started(Supplier<? extends CompletionStage<T>> attempt, AtomicBoolean old) {
        return locked(() -> {
            old.set(resp2);
            try {
                return attempt.get();
            } catch (RuntimeException e) {
                return CompletableFuture.failedFuture(e);
            }
        });
    }

    private Next connected(boolean old) {
        if (!old) {
            greeted = true;
        }
        if (confirmed) {
            return Next.DONE;
        }
        if (old && (doubtful || greeted)) {
            return Next.RECHECK;
        }
        confirmed = old;
        // also after a concurrent attempt that was closed
        useResp2(old);
        return Next.DONE;
    }

    private Next failed(boolean old, Throwable failure) {
        if (confirmed) {
            return Next.DONE;
        }
        if (any(failure, Resp2Fallback::isOfAnyProtocol, DEPTH)) {
            // other failures, such as that of the client's clean-up, are only consequences
            useResp2(false);
            return Next.DONE;
        }
        boolean closed = any(failure, Resp2Fallback::isClosedByServer, DEPTH);
        boolean refused = !closed && any(failure, Resp2Fallback::isRefusal, DEPTH);
        if (!old && (refused || (closed && !greeted && !closedOnce))) {
            closedOnce |= closed;
            greeted = false;
            doubtful = closed;
            useResp2(true);
            return Next.AGAIN;
        }
        boolean mayBeTheProtocol = !old && !greeted && (closed || isSilent(failure));
        doubtful |= mayBeTheProtocol;
        useResp2(mayBeTheProtocol);
        return Next.DONE;
    }

    /** RESP2 has connected, so that the server answers: if RESP3 fails now, it is the protocol. */
    private <T> CompletionStage<T> recheck(Supplier<? extends CompletionStage<T>> attempt, T connected) {
        AtomicBoolean old = new AtomicBoolean();
        CompletionStage<T> newer = locked(() -> {
            useResp2(false);
            return started(attempt, old);
        });
        return newer.handle((by, failure) -> {
            if (failure == null) {
                locked(() -> connected(old.get()));
                close(connected);
                return by;
            }
            locked(() -> rechecked(failure, connected));
            return connected;
        });
    }

    private <T> Next rechecked(Throwable failure, T connected) {
        if (!greeted && !confirmed) {
            // a server that has failed meanwhile has closed the other connection, too
            confirmed = isOpen(connected)
                    && !any(failure, Resp2Fallback::isOfAnyProtocol, DEPTH)
                    && (any(failure, Resp2Fallback::isClosedByServer, DEPTH)
                            || any(failure, Resp2Fallback::isRefusal, DEPTH)
                            || isSilent(failure));
            useResp2(true);
        }
        return Next.DONE;
    }

    private static boolean isOpen(Object connected) {
        return !(connected instanceof StatefulConnection<?, ?> connection) || connection.isOpen();
    }

    private static void close(Object connected) {
        if (connected instanceof StatefulConnection<?, ?> connection) {
            CompletableFuture<Void> unused = connection.closeAsync();
        }
    }

    private <R> R locked(Supplier<R> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /** To be called by the thread that holds the lock. */
    private void useResp2(boolean on) {
        if (resp2 != on && (on || !confirmed)) {
            resp2 = on;
            setProtocol.accept(on ? ProtocolVersion.RESP2 : null);
        }
    }

    private static boolean isSilent(Throwable failure) {
        return any(failure, RedisCommandTimeoutException.class::isInstance, DEPTH);
    }

    private static boolean isOfAnyProtocol(Throwable failure) {
        return failure instanceof RedisCommandExecutionException
                && ErrorReply.of(String.valueOf(failure.getMessage()))
                        .filter(OF_ANY_PROTOCOL::contains)
                        .isPresent();
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof RedisCommandExecutionException
                || failure instanceof RedisProtocolException
                // a reply of an unexpected kind
                || failure instanceof UnsupportedOperationException
                || failure instanceof NullPointerException;
    }

    private static boolean isClosedByServer(Throwable failure) {
        boolean neverConnected = failure instanceof ConnectException
                || failure instanceof UnknownHostException
                || failure instanceof SSLException;
        return (failure instanceof IOException && !neverConnected) || RedisErrors.HUNG_UP.equals(failure.getMessage());
    }

    /**
     * Whether the client has lost the reason of a failure: the server has refused the handshake before the client
     * listened for the answer. Without the reason neither an operator nor this class knows what the server requires.
     */
    private static boolean isWithoutReason(Throwable failure) {
        return failure instanceof IllegalStateException && RedisErrors.NO_REASON.equals(failure.getMessage());
    }

    /**
     * Whether a failure, one of its causes or one of its suppressed exceptions matches. For several failed nodes, the
     * client reports one as the cause and the others as suppressed.
     */
    private static boolean any(Throwable failure, Predicate<Throwable> is, int depth) {
        return depth > 0
                && (is.test(failure)
                        || Stream.concat(Stream.ofNullable(failure.getCause()), Arrays.stream(failure.getSuppressed()))
                                .anyMatch(each -> any(each, is, depth - 1)));
    }
}
