package io.boosterbeacon.redis.cache;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Removes one key from a cache, or all values with one of some tags, when the method is called.
 *
 * <p>After the method has returned, no node serves from the store, or writes, a value whose load began before. If the
 * store fails, this node keeps the invalidation pending and repeats it before it reads from the store again. By default
 * only a normal return invalidates. The key must have the same types as that of a method that fills the cache, for
 * instance an {@code int} for an {@code int}. If no method of the application has such keys, a warning is logged at
 * deployment.
 *
 * <p>Use it on methods only. The rules of interceptor bindings permit it on a class, but there it fails the deployment.
 */
@InterceptorBinding
@Documented
@Repeatable(CacheInvalidates.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface CacheInvalidate {
    /**
     * The name of the cache; see {@link Cached#cacheName()}.
     *
     * @return letters, digits, {@code . _ - / $ ( ) , [ ]}, at most 200; empty means {@link CacheDefaults}, without
     *     which the deployment fails, unless there are {@link #tags()}
     */
    @Nonbinding
    String cacheName() default "";

    /**
     * The key as a template over the method's parameters: {@code "{userId}:{locale}"}, {@code "{order.customer.id}"},
     * {@code "{0}"} by position. Names require a class that is compiled with {@code -parameters}. A template of one
     * placeholder has the same key as {@link CacheKey} on that parameter.
     *
     * @return a template; empty means the parameters marked {@link CacheKey}, else all
     */
    @Nonbinding
    String key() default "";

    /**
     * A CDI bean that computes the key instead.
     *
     * @return the bean's class
     */
    @Nonbinding
    Class<? extends CacheKeyGenerator> cacheKeyGenerator() default CacheKeyGenerator.class;

    /**
     * Removes the values that have one of these tags ({@link Cached#tags()}), instead of one key. Templates over the
     * parameters: {@code "user:{userId}"}. With {@link #cacheName()}, or a name in {@link CacheDefaults}, in that cache;
     * without, in all caches of the application whose values have tags. The time does not depend on the number of
     * values, and nothing is searched for.
     *
     * <p>A tag with a placeholder that is null is left out. From the call on, the transaction reads no entries of these
     * caches from the cache.
     *
     * @return templates; empty means that a key is removed. Not together with {@link #key()} or
     *     {@link #cacheKeyGenerator()}: use one annotation for each
     */
    @Nonbinding
    String[] tags() default {};

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
