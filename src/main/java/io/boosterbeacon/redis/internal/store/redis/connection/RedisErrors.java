package io.boosterbeacon.redis.internal.store.redis.connection;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.PartitionSelectorException;
import io.lettuce.core.protocol.RedisProtocolException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Translates the exceptions of Lettuce and Netty. The table for users is in {@code RedisException}. */
public final class RedisErrors {
    /** The response code of name servers for an unknown name (RFC 1035 §4.1.1), as it appears in Netty's messages. */
    private static final String NO_SUCH_NAME = "NXDOMAIN";

    /**
     * Lettuce's message if the server closes the connection during the handshake; there is no exception class for it.
     */
    static final String HUNG_UP = "Connection closed prematurely";

    /**
     * Lettuce's message if a connection has failed before Lettuce could listen for the reason; there is no exception
     * class for it.
     */
    static final String NO_REASON = "RedisHandshakeHandler not registered";

    private RedisErrors() {}

    public static StoreException translate(Throwable thrown) {
        return translate(thrown, "a command");
    }

    /**
     * Translates an exception of the client, or the failure of one of its futures.
     *
     * @param sent the command or script, for the message
     */
    public static StoreException translate(Throwable thrown, String sent) {
        Throwable failure = unwrap(thrown);
        if (failure instanceof StoreException translated) {
            return translated;
        }
        RedisErrorType type = type(failure);
        return new StoreException(type, message(type, failure, sent), failure, isRefusal(failure));
    }

    /** The failure of a command that was not passed to the client. */
    static StoreException unsent(Throwable thrown, String command) {
        StoreException translated = translate(thrown, command);
        return new StoreException(
                translated.type(), String.valueOf(translated.getMessage()), translated.getCause(), true);
    }

    /** Whether Redis has refused a command or a script. A script that fails for another reason may have had effects. */
    private static boolean isRefusal(Throwable failure) {
        return failure instanceof RedisCommandExecutionException && reply(failure) != ErrorReply.ERR;
    }

    /** Whether the server is a replica. A master may become a replica while clients are connected to it. */
    static boolean isReadOnly(StoreException translated) {
        return translated.getCause() instanceof RedisCommandExecutionException refused
                && reply(refused) == ErrorReply.READONLY;
    }

    /** Whether Redis has refused a command or a script as a whole, because its user may not use one of the keys. */
    public static boolean isRefusedKey(StoreException translated) {
        return translated.getCause() instanceof RedisCommandExecutionException refused
                && reply(refused) == ErrorReply.NOPERM_KEY
                && ErrorReply.inScript(text(refused)).isEmpty();
    }

    /** Whether a cluster serves no keys at all. Its nodes still answer pings then. */
    public static boolean isOfTheWholeCluster(StoreException translated) {
        return translated.getCause() instanceof RedisCommandExecutionException refused
                && text(refused).startsWith(ErrorReply.CLUSTERDOWN + " The cluster is down");
    }

    /** Explains a failed attempt to connect to operators. The text never contains a password. */
    static String describe(Throwable thrown) {
        Throwable failure = unwrap(thrown);
        Throwable root = causes(failure).reduce(failure, (outer, inner) -> inner);
        String message = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        if (has(failure, UnknownHostException.class)) {
            return root instanceof UnknownHostException || message.contains(NO_SUCH_NAME)
                    ? "the host is unknown"
                    : "no name server tells where the host is (" + message + ")";
        }
        if (has(failure, RedisProtocolException.class)) {
            return "what answers does not speak the protocol of Redis";
        }
        if (has(failure, SSLException.class) || has(failure, CertificateException.class)) {
            return tls(failure, message);
        }
        if (message.equals(HUNG_UP)) {
            return "what answers closes the connection at once: no Redis, or one that speaks TLS (rediss://), or a"
                    + " proxy that does not reach one";
        }
        if (root instanceof RedisCommandExecutionException) {
            // the text of an unknown error may quote its command, which may contain a password
            return reply(root).explanation();
        }
        if (isUnexpectedReply(root)) {
            return "what answers does not speak the protocol of Redis";
        }
        return ErrorReply.of(message).map(ErrorReply::explanation).orElse(message);
    }

    private static String tls(Throwable failure, String message) {
        // an alert of the server (RFC 8446 §6): our certificate was refused or is missing
        if (message.contains("fatal alert") && (message.contains("certificate") || message.contains("unknown_ca"))) {
            return "the server does not accept the client's certificate (" + message + "): see redis.tls.key-store";
        }
        if (message.contains("handshake timed out")) {
            return "no TLS handshake in time: either the server does not speak TLS, or redis.connect.timeout is too"
                    + " short";
        }
        if (has(failure, CertificateException.class) || has(failure, GeneralSecurityException.class)) {
            return "the server's certificate is not trusted (" + message
                    + "): see redis.tls.trust-store and redis.tls.verify";
        }
        return "TLS failed: " + message;
    }

    private static Throwable unwrap(Throwable thrown) {
        Throwable failure = thrown;
        while ((failure instanceof CompletionException || failure instanceof ExecutionException)
                && failure.getCause() != null) {
            failure = failure.getCause();
        }
        return failure;
    }

    private static RedisErrorType type(Throwable failure) {
        if (failure instanceof RedisCommandTimeoutException || failure instanceof TimeoutException) {
            return RedisErrorType.TIMEOUT_ERROR;
        }
        if (failure instanceof RedisConnectionException
                || failure instanceof RejectedExecutionException
                || failure instanceof PartitionSelectorException
                || has(failure, RedisProtocolException.class)
                || has(failure, IOException.class)) {
            return RedisErrorType.CONNECTION_ERROR;
        }
        if (failure instanceof RedisCommandExecutionException) {
            return reply(failure).type();
        }
        if (isUnexpectedReply(failure)) {
            return RedisErrorType.COMMAND_ERROR;
        }
        // Lettuce has no exception classes for "not connected", "disconnected", "closed" and "queue full"
        boolean bare = failure.getClass() == RedisException.class && failure.getCause() == null;
        return bare ? RedisErrorType.CONNECTION_ERROR : RedisErrorType.UNKNOWN_ERROR;
    }

    private static ErrorReply reply(Throwable failure) {
        return ErrorReply.of(text(failure)).orElse(ErrorReply.ERR);
    }

    /** Whether the client has read a reply of an unexpected kind. */
    private static boolean isUnexpectedReply(Throwable failure) {
        return failure instanceof UnsupportedOperationException
                || failure instanceof NoSuchElementException
                || failure instanceof NullPointerException;
    }

    /**
     * The failure for a reply of an unexpected shape.
     *
     * @param sent the command or script, for the message
     */
    public static StoreException unexpectedReply(String sent) {
        return new StoreException(RedisErrorType.COMMAND_ERROR, unexpected(sent), null);
    }

    private static String unexpected(String sent) {
        return "Unexpected reply to " + sent + ": what answers is not Redis, or changes its replies";
    }

    private static String text(Throwable failure) {
        return String.valueOf(failure.getMessage());
    }

    /** Whether the message of the failure, or of one of its causes, begins with this text. */
    public static boolean says(Throwable failure, String beginning) {
        return causes(failure)
                .anyMatch(each -> each.getMessage() != null && each.getMessage().startsWith(beginning));
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        return causes(failure).anyMatch(type::isInstance);
    }

    /** A failure and all its causes. */
    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, each -> each != null, Throwable::getCause);
    }

    private static String message(RedisErrorType type, Throwable failure, String sent) {
        if (isUnexpectedReply(failure)) {
            return unexpected(sent);
        }
        return switch (type) {
            case CONNECTION_ERROR ->
                failure instanceof RedisCommandExecutionException
                        ? "Redis does not answer: " + reply(failure).explanation()
                        : "Redis cannot be reached: " + describe(failure);
            case TIMEOUT_ERROR -> "Redis did not answer in time";
            case COMMAND_ERROR ->
                "Redis refused "
                        + ErrorReply.inScript(text(failure))
                                .map(command -> command + " in " + sent)
                                .orElse(sent)
                        + ": " + reply(failure).explanation();
            case UNKNOWN_ERROR -> "Redis command failed: " + failure.getClass().getSimpleName();
        };
    }
}
