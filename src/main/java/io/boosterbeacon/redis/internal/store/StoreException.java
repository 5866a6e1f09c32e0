package io.boosterbeacon.redis.internal.store;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.RedisException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The failure of a port. Callers apply their failure policy; programmatic calls throw it unchanged. */
public sealed class StoreException extends RedisException permits LostDecision {
    private static final long serialVersionUID = 2L;

    private final boolean withoutEffect;

    /** The failure of a call that may have had its effect all the same. */
    public StoreException(RedisErrorType type, String message, @Nullable Throwable cause) {
        this(type, message, cause, false);
    }

    /** @param withoutEffect whether the store has certainly done nothing */
    public StoreException(RedisErrorType type, String message, @Nullable Throwable cause, boolean withoutEffect) {
        super(type, message, cause);
        this.withoutEffect = withoutEffect;
    }

    /** Whether the store has certainly done nothing: it was not asked, or has refused. Then the call may be repeated. */
    public final boolean isWithoutEffect() {
        return withoutEffect;
    }

    /**
     * Converts the failure of a call of a port.
     *
     * @param use the use of the store, for the message
     * @param limit the deadline of the call
     * @param thrown the failure of the stage, or of waiting for it; one of this type is returned unchanged
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
