package io.boosterbeacon.redis.internal.cache.read;

import java.time.Duration;

/**
 * When a value is replaced, and how long its load is awaited.
 *
 * @param after the age from which on a value is replaced that lives for the usual time, and in proportion one with
 *     another lifetime; zero: it has no such age
 * @param early the factor of the time before a value becomes stale in which callers decide at random whether they
 *     replace it, in load times of the value; 0: none does
 * @param softTimeout how long the caller that replaces a stale value waits for the new one before it gets the stale one
 * @param hardTimeout how long callers wait for a load if there is no value; zero: to its end
 * @param inBackground whether the method can be called on another thread; otherwise the caller that replaces the value
 *     waits for its load
 */
public record RefreshPolicy(
        Duration after, double early, Duration softTimeout, Duration hardTimeout, boolean inBackground) {
    /** Values are replaced when they are stale. */
    static final RefreshPolicy NONE = new RefreshPolicy(Duration.ZERO, 0, Duration.ZERO, Duration.ZERO, true);

    boolean isEarly() {
        return early > 0 || !after.isZero();
    }
}
