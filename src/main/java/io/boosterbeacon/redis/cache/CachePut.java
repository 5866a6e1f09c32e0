package io.boosterbeacon.redis.cache;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.temporal.ChronoUnit;

/**
 * Stores a value after the method has returned normally: the parameter marked {@link CacheValue}, or without one what the
 * method returns. The method is always called.
 *
 * <p>Of a result in an {@code Optional} the content is stored, and of a {@code CompletionStage} what it completes with:
 * the stage of the caller completes after that. A method that returns nothing ({@code void}, {@code Void}) needs a
 * parameter with {@code @CacheValue}. The result is written as JSON when it is stored, after the commit of a transaction.
 *
 * <p>The value replaces the previous one, and a load in flight for the key does not overwrite it. The key consists of
 * the other parameters, as for {@link Cached}. Within a JTA transaction, of the method itself or of a caller, the value
 * is stored after the commit, and from the call on the transaction itself does not read the key from the cache; a
 * rollback removes the key. If the store fails, the key is invalidated as soon as the store answers again.
 *
 * <p>Use it on methods only. The rules of interceptor bindings permit it on a class, but there it fails the deployment.
 */
@InterceptorBinding
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface CachePut {
    /**
     * The name of the cache; see {@link Cached#cacheName()}.
     *
     * @return letters, digits, {@code . _ - / $ ( ) , [ ]}, at most 200; empty means {@link CacheDefaults}, without
     *     which the deployment fails
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
     * A CDI bean that excludes values from the cache. It is asked when the value is about to be stored. If it returns
     * true, the value is not stored, and the key is invalidated, because the value there is older.
     *
     * @return the bean's class; {@link CachePredicate} itself means that no values are excluded
     */
    @Nonbinding
    Class<? extends CachePredicate> unless() default CachePredicate.class;

    /**
     * How long the value is kept, in {@link #ttlUnit()}. A null value, or an empty {@code Optional}, invalidates the
     * key.
     *
     * @return the lifetime, at least 1
     */
    @Nonbinding
    long ttl() default 300;

    /**
     * A CDI bean that determines the lifetime of each value, instead of {@link #ttl()}: that of an access token, for
     * example. It is asked before a value is stored. If it excludes a value, the key is
     * invalidated.
     *
     * @return the bean's class; {@link CacheTtl.None} means that all values have the same lifetime
     */
    @Nonbinding
    Class<? extends CacheTtl<?>> ttlBy() default CacheTtl.None.class;

    /**
     * How long, in {@link #ttlUnit()}, the value may be served after its lifetime by methods with
     * {@link Cached#staleTtl()}.
     *
     * @return the time after the lifetime; 0 means that the value is not kept for longer
     */
    @Nonbinding
    long staleTtl() default 0;

    /**
     * How long, in {@link #ttlUnit()}, the value is kept after it was read last, by methods with
     * {@link Cached#slidingTtl()}; {@link #ttl()} is the longest time.
     *
     * @return the time, at most {@link #ttl()}, and only without {@link #staleTtl()}; 0 means that reads do not matter
     */
    @Nonbinding
    long slidingTtl() default 0;

    /**
     * The unit of {@link #ttl()}, {@link #staleTtl()} and {@link #slidingTtl()}.
     *
     * @return a unit from {@code MILLIS} to {@code DAYS}
     */
    @Nonbinding
    ChronoUnit ttlUnit() default ChronoUnit.SECONDS;

    /**
     * The tags of the value, as {@link Cached#tags()}. A value that is a parameter is named like it:
     * {@code "owner:{product.owner}"}; a result is {@code result}: {@code "owner:{result.owner}"}. Tags of the value are
     * read when it is stored, and those of other parameters before the call.
     *
     * @return templates; empty means that nothing is known: in a cache whose values have tags elsewhere, each
     *     invalidation of tags removes the value
     */
    @Nonbinding
    String[] tags() default {};

    /**
     * The version of the values. To be changed if the application gives them another meaning: values of another version
     * are not read. A change of the type itself needs no new version: if its fields, or its annotations for JSON, or
     * those of a type within it, have changed, values of the old type are not read either.
     *
     * @return the version, at least 0; the same for all methods that share a cache
     */
    @Nonbinding
    int version() default 0;
}
