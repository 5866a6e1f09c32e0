package io.boosterbeacon.redis.cache;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Removes everything from a cache when the method is called, in a time that does not depend on its size.
 *
 * <p>The guarantees are those of {@link CacheInvalidate}.
 *
 * <p>For methods: on a class, which the rules of interceptor bindings permit, it fails the deployment.
 */
@InterceptorBinding
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface CacheInvalidateAll {
    /**
     * The name of the cache, as {@link Cached#cacheName()} has it.
     *
     * @return letters, digits, {@code . _ - / $ ( ) , [ ]}, at most 200; empty means {@link CacheDefaults}, without which the
     *     deployment fails
     */
    @Nonbinding
    String cacheName() default "";

    /**
     * Whether to invalidate after the method has returned, rather than before it is called. Within a JTA transaction, of the
     * method's own or of a caller's, "after" means when that ends, by commit or by rollback; and "before" is repeated after
     * the commit. If the method fails, no failure is named, and the transaction commits all the same, that invalidates too. The
     * transaction itself reads past the cache from the call on.
     *
     * @return true for after
     */
    @Nonbinding
    boolean afterInvocation() default true;

    /**
     * Exceptions of the method after which to invalidate all the same. Only with {@link #afterInvocation()}.
     *
     * @return exception types; empty with an empty {@link #noEvictFor()} means none
     */
    @Nonbinding
    Class<? extends Throwable>[] evictFor() default {};

    /**
     * Exceptions of the method after which not to invalidate. If given without {@link #evictFor()}, all others invalidate.
     *
     * @return exception types
     */
    @Nonbinding
    Class<? extends Throwable>[] noEvictFor() default {};
}
