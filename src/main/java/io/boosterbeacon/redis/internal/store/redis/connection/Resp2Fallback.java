package io.boosterbeacon.redis.internal.store.redis.connection;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
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
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Connects by RESP3, and by RESP2 where the greeting ({@code HELLO}) is refused in whatever way: by an error, by the ACL, by a
 * closed connection. The client itself falls back only where the server says that it does not know the command. After a
 * greeting without an answer the next attempt speaks RESP2, for this one has used up its time; so it does after a closed
 * connection other than the first, for nobody may be behind it. What has once helped is kept.
 */
public final class Resp2Fallback {
    /** Of these RESP2 would hear the same. Anything else may be a proxy's own way to say no. */
    private static final Set<ErrorReply> OF_ANY_PROTOCOL = EnumSet.of(
            ErrorReply.WRONGPASS,
            ErrorReply.DENIED,
            ErrorReply.MAXCLIENTS,
            ErrorReply.LOADING,
            ErrorReply.MASTERDOWN,
            ErrorReply.BUSY,
            ErrorReply.DB);

    private static final int DEPTH = 10;
    /** While failures come without a reason. */
    private static final int ATTEMPTS = 5;

    private final Consumer<@Nullable ProtocolVersion> speak;
    private final AtomicBoolean hungUpOnce = new AtomicBoolean();
    private volatile boolean resp2;
    /** RESP2 has connected once. */
    private volatile boolean proved;

    /** @param speak sets the client up so that new connections speak a version; null lets it find out which */
    public Resp2Fallback(Consumer<@Nullable ProtocolVersion> speak) {
        this.speak = speak;
    }

    public <T> CompletionStage<T> connect(Supplier<? extends CompletionStage<T>> attempt) {
        return connect(attempt, ATTEMPTS);
    }

    private <T> CompletionStage<T> connect(Supplier<? extends CompletionStage<T>> attempt, int attempts) {
        boolean old = resp2;
        return attempt.get()
                .handle((connected, failure) -> {
                    if (failure == null) {
                        proved |= old;
                        return CompletableFuture.completedFuture(connected);
                    }
                    if (attempts > 1 && any(failure, Resp2Fallback::isWithoutReason, DEPTH)) {
                        return connect(attempt, attempts - 1).toCompletableFuture();
                    }
                    CompletableFuture<T> failed = CompletableFuture.failedFuture(failure);
                    if (proved) {
                        return failed;
                    }
                    if (any(failure, Resp2Fallback::isOfAnyProtocol, DEPTH)) {
                        // whatever else has failed beside it, the client's own clean-up for one, was a consequence
                        speakResp2(false);
                        return failed;
                    }
                    boolean hungUp = any(failure, Resp2Fallback::isHangUp, DEPTH);
                    if (!old && (hungUp ? isFirstHangUp() : any(failure, Resp2Fallback::isRefusal, DEPTH))) {
                        speakResp2(true);
                        return connect(attempt).toCompletableFuture();
                    }
                    boolean silent = any(failure, RedisCommandTimeoutException.class::isInstance, DEPTH);
                    speakResp2(!old && (hungUp || silent));
                    return failed;
                })
                .thenCompose(result -> result);
    }

    private boolean isFirstHangUp() {
        return hungUpOnce.compareAndSet(false, true);
    }

    private void speakResp2(boolean on) {
        if (resp2 != on) {
            resp2 = on;
            speak.accept(on ? ProtocolVersion.RESP2 : null);
        }
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
                // a reply of another kind than the client expects
                || failure instanceof UnsupportedOperationException
                || failure instanceof NullPointerException;
    }

    private static boolean isHangUp(Throwable failure) {
        boolean neverConnected = failure instanceof ConnectException
                || failure instanceof UnknownHostException
                || failure instanceof SSLException;
        return (failure instanceof IOException && !neverConnected) || RedisErrors.HUNG_UP.equals(failure.getMessage());
    }

    /**
     * Whether the client has lost the reason: the server has refused the greeting before the client listened for the answer.
     * Without it neither an operator nor this class can tell what the server wants.
     */
    private static boolean isWithoutReason(Throwable failure) {
        return failure instanceof IllegalStateException && RedisErrors.NO_REASON.equals(failure.getMessage());
    }

    /** Of several nodes' failures, the client tells one as the cause of its own and the others as suppressed. */
    private static boolean any(Throwable failure, Predicate<Throwable> is, int depth) {
        return depth > 0
                && (is.test(failure)
                        || Stream.concat(Stream.ofNullable(failure.getCause()), Arrays.stream(failure.getSuppressed()))
                                .anyMatch(each -> any(each, is, depth - 1)));
    }
}
