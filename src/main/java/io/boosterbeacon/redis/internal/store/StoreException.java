package io.boosterbeacon.redis.internal.store;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.RedisException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What a port fails with. The layer above decides by its failure policy; programmatic calls let it through as it is. */
public final class StoreException extends RedisException {
    private static final long serialVersionUID = 1L;

    public StoreException(RedisErrorType type, String message, @Nullable Throwable cause) {
        super(type, message, cause);
    }

    /**
     * What has gone wrong with a call of a port.
     *
     * @param use whose call it was
     * @param limit how long it could take
     * @param thrown by the stage or by waiting for it; one of this type is told as it is
     */
    public static StoreException of(String use, Duration limit, Throwable thrown) {
        Throwable failure = isWrapper(thrown) && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (failure instanceof StoreException known) {
            return known;
        }
        if (failure instanceof TimeoutException) {
            return new StoreException(
                    RedisErrorType.TIMEOUT_ERROR,
                    use + ": the store did not answer within " + limit.toMillis() + " ms",
                    failure);
        }
        return new StoreException(RedisErrorType.UNKNOWN_ERROR, use + ": the store failed", failure);
    }

    private static boolean isWrapper(Throwable thrown) {
        return thrown instanceof CompletionException || thrown instanceof ExecutionException;
    }
}
