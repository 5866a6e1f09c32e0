package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

/** The one place that translates what Lettuce and Netty throw. */
final class RedisErrors {
    private RedisErrors() {}

    static StoreException translate(Throwable thrown) {
        Throwable failure = unwrap(thrown);
        if (failure instanceof StoreException translated) {
            return translated;
        }
        RedisErrorType type = type(failure);
        return new StoreException(type, message(type, failure), failure);
    }

    /** What went wrong when connecting, as the server or the system put it: neither ever repeats the password. */
    static String describe(Throwable thrown) {
        Throwable root = unwrap(thrown);
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
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
                || hasCause(failure, IOException.class)) {
            return RedisErrorType.CONNECTION_ERROR;
        }
        if (failure instanceof RedisCommandExecutionException) {
            return RedisErrorType.COMMAND_ERROR;
        }
        // Lettuce has no class of its own for "not connected", "disconnected", "closed" and "queue full".
        boolean bare = failure.getClass() == RedisException.class && failure.getCause() == null;
        return bare ? RedisErrorType.CONNECTION_ERROR : RedisErrorType.UNKNOWN_ERROR;
    }

    private static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return true;
            }
        }
        return false;
    }

    private static String message(RedisErrorType type, Throwable failure) {
        return switch (type) {
            case CONNECTION_ERROR -> "Redis cannot be reached: " + describe(failure);
            case TIMEOUT_ERROR -> "Redis did not answer in time";
            // Only the error's code: the rest of an error may quote arguments.
            case COMMAND_ERROR -> "Redis refused a command: " + code(failure);
            case UNKNOWN_ERROR -> "Redis command failed: " + failure.getClass().getSimpleName();
        };
    }

    private static String code(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        int end = message.indexOf(' ');
        return end < 0 ? message : message.substring(0, end);
    }
}
