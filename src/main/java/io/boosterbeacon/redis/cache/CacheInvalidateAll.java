package io.boosterbeacon.redis.cache;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Removes all entries of a cache when the method is called. The time does not depend on the number of entries.
 *
 * <p>The guarantees are those of {@link CacheInvalidate}.
 *
 * <p>Use it on methods only. The rules of interceptor bindings permit it on a class, but there it fails the deployment.
 */
@InterceptorBinding
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface CacheInvalidateAll {
    /**
     * The name of the cache; see {@link Cached#cacheName()}.
     *
     * @return letters, digits, {@code . _ - / $ ( ) , [ ]}, at most 200; empty means {@link CacheDefaults}, without
     *     which the deployment fails
     */
    @Nonbinding
    String cacheName() default "";

    /**
     * Whether to invalidate after the method has returned, and not before it is called. Within a JTA transaction, of
     * the method itself or of a caller, "after" means the end of the transaction, by commit or by rollback; and
     * "before" is repeated after the commit. If the method fails but the transaction commits, that also invalidates,
     * unless {@link #evictFor()} or {@link #noEvictFor()} is given. From the call on, the transaction itself does not
     * read the entries from the cache.
     *
     * @return true for after
     */
    @Nonbinding
    boolean afterInvocation() default true;

    /**
     * Exceptions of the method that also invalidate. Only with {@link #afterInvocation()}.
     *
     * @return exception types; empty with an empty {@link #noEvictFor()} means none
     */
    @Nonbinding
    Class<? extends Throwable>[] evictFor() default {};

    /**
     * Exceptions of the method that do not invalidate. If given without {@link #evictFor()}, all other exceptions
     * invalidate.
     *
     * @return exception types
     */
    @Nonbinding
    Class<? extends Throwable>[] noEvictFor() default {};
}
