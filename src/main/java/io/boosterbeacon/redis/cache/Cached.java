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
 * Caches what a method of a CDI bean returns: the method is called only if the cache has no value for its parameters.
 *
 * <p>A cold key is loaded once in the cluster; the other callers wait for that value. A hit is one round trip, a miss two.
 * Values are JSON, bound to the method's generic return type; {@code Optional<T>} and {@code CompletionStage<T>} are cached
 * as their content. Zones and the order of maps are the value's. A value is kept only if it comes back from JSON as it is,
 * by class, state and, where it is defined, {@code equals}: else its caller gets it, nothing is stored, and one warning
 * names the class, the method and the reason. What Jackson's or JSON-B's annotations exclude from JSON is never stored; a
 * value that has such content is not kept. Types that say nothing ({@code Object}, raw types) and types that can be read
 * only once ({@code Stream}, {@code Iterator}, {@code InputStream} …) fail the deployment. Bytes that do not bind are a
 * miss. If the store fails, the method itself answers, or {@link #staleTtl()} does. A value whose load began before an
 * invalidation is returned to its caller and never stored.
 *
 * <p>An entry belongs to the method and its arguments (as {@link CacheKey} tells them apart), not to an object: beans of one
 * class, in whatever scope, share it. What the state of the bean decides must be in the key.
 *
 * <p>An annotation holds for whatever overrides or implements its method, generic or not, and so do those that invalidate
 * and put; the nearest one of a kind counts. It holds for CDI beans and for objects that producers return. Where it cannot
 * be in force the deployment fails: on private, static and final methods, on classes that CDI cannot intercept, and if two
 * interfaces say different things. A JAX-RS resource that is no CDI bean makes readiness go down. As with every
 * interceptor, calls within the same object are not seen.
 *
 * <p>Within a JTA transaction, what the method returns is stored, and given to other callers, after the commit; a rollback
 * leaves nothing. Until then others wait, at most for {@code beacon.cache.lease}, and then load by themselves. What the
 * transaction has changed by {@link CacheInvalidate}, {@link CacheInvalidateAll} or {@link CachePut} it reads past the cache.
 * A load sees what its transaction sees: if that is a snapshot from before a change that others have invalidated, or an entity
 * that a persistence context has kept from before it, the old value is stored for its lifetime.
 *
 * <p>A hit calls none of the interceptors behind this one, which stands behind those of applications and libraries unless
 * {@code beacon.cache.interceptor-priority} says otherwise.
 *
 * <p>Members can be overridden by MicroProfile Config: {@code <class>/<method>/Cached/ttl}, {@code <class>/Cached/ttl},
 * {@code Cached/ttl} (the class is the bean's, or the one that it inherits the method from), or for a cache by name {@code
 * beacon.cache."<cacheName>".ttl}, which comes first. {@code …/Cached/enabled=false} switches caching off. A wrong value
 * fails the deployment.
 *
 * <p>With a {@code CompletionStage} too, the look-up itself, and the wait for another's load, block the caller. A load may
 * not need its own key: it would wait for itself, for {@code beacon.cache.load-wait}.
 *
 * <p>For methods: on a class, which the rules of interceptor bindings permit, it fails the deployment.
 */
@InterceptorBinding
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Cached {
    /**
     * The name of the cache; methods of the application with the same name share entries, and must agree on the values' type.
     * Other applications have caches of their own, unless {@code beacon.cache.shared} says otherwise.
     *
     * @return letters, digits, {@code . _ - / $ ( ) , [ ]}, at most 200; empty means {@link CacheDefaults}, else the method:
     *     {@code <bean's class>/<method>(<parameters' types>)}, as in {@code com.example.Users/find(int,java.lang.String)}
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
     * How long a value is kept, in {@link #ttlUnit()}.
     *
     * @return the lifetime, at least 1
     */
    @Nonbinding
    long ttl() default 300;

    /**
     * The unit of {@link #ttl()}, {@link #nullTtl()} and {@link #staleTtl()}.
     *
     * @return a unit from {@code MILLIS} to {@code DAYS}
     */
    @Nonbinding
    ChronoUnit ttlUnit() default ChronoUnit.SECONDS;

    /**
     * How long null or an empty {@code Optional} is kept, in {@link #ttlUnit()}.
     *
     * @return the lifetime; 0 means that nulls are not cached
     */
    @Nonbinding
    long nullTtl() default 0;

    /**
     * For how long, in {@link #ttlUnit()}, a node keeps the last value that it has seen, to return it when the store does not
     * answer or the method throws: in place of the method in the first case, of its exception in the second. While the store
     * answers, the method is called, also by whoever has waited for {@code beacon.cache.load-wait}. Invalidations on the same
     * node drop the value, and so does a newer result that is not kept, such as a null without {@link #nullTtl()}.
     * Invalidations on other nodes do not reach this memory, whether or not the store answers: what is returned, in either
     * case, may have been invalidated there. A node keeps at most 64 MiB of such values, of all methods together, and drops
     * first what is used least.
     *
     * @return the lifetime since the value was last seen; 0 means none
     */
    @Nonbinding
    long staleTtl() default 0;

    /**
     * By which fraction a lifetime is shortened at random, so that entries written together do not expire together.
     *
     * @return a fraction from 0 to 0.5
     */
    @Nonbinding
    double jitter() default 0;
}
