package io.boosterbeacon.redis.internal.store;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.RedisException;

/**
 * The calling thread was interrupted while it waited for the store. It is no {@link StoreException}: the store may be well,
 * so no failure policy may follow from it. The thread's interrupt status is set again.
 */
public final class CallerInterruptedException extends RedisException {
    private static final long serialVersionUID = 1L;

    private CallerInterruptedException(String message, InterruptedException cause) {
        super(RedisErrorType.UNKNOWN_ERROR, message, cause);
    }

    /**
     * Sets the thread's interrupt status again.
     *
     * @param waitedFor what the thread has waited for, and for which use
     */
    public static CallerInterruptedException of(String waitedFor, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new CallerInterruptedException(waitedFor + ": the calling thread was interrupted", cause);
    }
}
