package io.boosterbeacon.redis.internal.store;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.RedisException;

/**
 * The calling thread was interrupted while it waited for the store. This is no {@link StoreException}: the store may
 * work, so that no failure policy applies. The thread's interrupt status is set again.
 */
public final class CallerInterruptedException extends RedisException {
    private static final long serialVersionUID = 1L;

    private CallerInterruptedException(String message, InterruptedException cause) {
        super(RedisErrorType.UNKNOWN_ERROR, message, cause);
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
