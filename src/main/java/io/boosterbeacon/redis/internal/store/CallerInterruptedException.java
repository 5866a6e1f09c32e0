package io.boosterbeacon.redis.internal.store;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.RedisException;
import org.jspecify.annotations.Nullable;

/**
 * The calling thread was interrupted while it waited for the store. This is no {@link StoreException}: the store may
 * work, so that no failure policy applies. The thread's interrupt status is set again.
 */
public final class CallerInterruptedException extends RedisException {
    private static final long serialVersionUID = 1L;

    private CallerInterruptedException(String message, @Nullable InterruptedException cause) {
        super(RedisErrorType.UNKNOWN_ERROR, message, cause);
    }

    /**
     * Creates the exception of a thread that is interrupted already, so that nothing was sent.
     *
     * @param notSent what would have been sent
     */
    public static CallerInterruptedException beforeSending(String notSent) {
        return new CallerInterruptedException(notSent + ": not sent, because the calling thread was interrupted", null);
    }

    /**
     * Creates the exception, and sets the thread's interrupt status again.
     *
     * @param waitedFor what the thread has waited for
     */
    public static CallerInterruptedException of(String waitedFor, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new CallerInterruptedException(waitedFor + ": the calling thread was interrupted", cause);
    }
}
