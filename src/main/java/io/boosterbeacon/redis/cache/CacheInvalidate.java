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
 * Removes one key from a cache when the method is called.
 *
 * <p>Once the method has returned, no node serves from the store, or writes, a value whose load began before. If the store
 * fails, the removal is kept and repeated before this node trusts the store's values again. By default only a normal return
 * invalidates. The key must have the types of a method that fills the cache, an {@code int} for an {@code int}: if no method
 * of the application has such keys, the log says so at deployment.
 *
 * <p>For methods: on a class, which the rules of interceptor bindings permit, it fails the deployment.
 */
@InterceptorBinding
@Documented
@Repeatable(CacheInvalidates.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface CacheInvalidate {
    /**
     * The name of the cache, as {@link Cached#cacheName()} has it.
     *
     * @return letters, digits, {@code . _ - / $ ( ) , [ ]}, at most 200; empty means {@link CacheDefaults}, without which the
     *     deployment fails
     */
    @Nonbinding
    String cacheName() default "";

    /**
     * The key as a template over the method's parameters: {@code "{userId}:{locale}"}, {@code "{order.customer.id}"},
     * {@code "{0}"} by position. Names need a class compiled with {@code -parameters}. A template that is one placeholder
     * names the same key as {@link CacheKey} on that parameter.
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
