package io.boosterbeacon.redis.cache;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.temporal.ChronoUnit;

/**
 * Marks a method of a bean that fills caches. It is called once, in the background, after the application has started,
 * on each node. The method is public and has no parameters; what it returns is ignored, but a {@code CompletionStage}
 * is waited for. The annotation also applies to methods that override or implement its method; the nearest one counts.
 *
 * <p>At most four such methods of an application run at the same time, in no particular order, on the server's managed
 * executor (or on threads of the library where there is none), each in a request context of its own. A method that takes
 * longer than {@link #timeout()}, or that still runs when the application ends, is interrupted. A failure is logged, and
 * nothing else depends on it. The methods are not called if {@code beacon.cache.enabled} is {@code false}.
 *
 * <p>What several nodes load at the same time through {@link Cached} methods or {@link Cache#getOrLoad} is loaded once.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface CacheWarmUp {
    /**
     * How long the method may run, in {@link #timeoutUnit()}.
     *
     * @return the time, at least 1
     */
    long timeout() default 60;

    /**
     * The unit of {@link #timeout()}.
     *
     * @return a unit from {@code MILLIS} to {@code DAYS}
     */
    ChronoUnit timeoutUnit() default ChronoUnit.SECONDS;
}
