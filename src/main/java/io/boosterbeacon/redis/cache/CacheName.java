package io.boosterbeacon.redis.cache;

import jakarta.enterprise.util.Nonbinding;
import jakarta.inject.Qualifier;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.temporal.ChronoUnit;

/**
 * Names the {@link Cache} or {@link AsyncCache} to inject:
 *
 * <pre>{@code
 * @Inject
 * @CacheName("products")
 * Cache<Product> products;
 * }</pre>
 *
 * <p>The type argument is the type of the values, of the kinds that {@link Cached} methods may return, except for
 * stages. All caches of one name, annotated methods included, hold one type and one {@link #version()}. Without a type
 * argument ({@code Cache<?>}) the type is that of the other declarations.
 *
 * <p>One injection point may declare the lifetimes, and the others give only the name. If none declares them, they are
 * those of the annotated methods of that name, if these agree; otherwise the defaults. Each member can be overridden by
 * {@code beacon.cache."products".ttl} and so on. Declarations that disagree fail the deployment.
 * Lifetimes by a {@link CacheTtl} bean, limits of the time of loads, and predicates are those of the annotated methods
 * alone, which may differ in them: a call by name has its loader on its own thread, and stores what it is given. It
 * keeps values after a read ({@link Cached#slidingTtl()}) as the methods do, if these agree.
 */
@Qualifier
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD})
public @interface CacheName {
    /**
     * The name of the cache, as in {@link Cached#cacheName()}. The cache of a method without a name is called
     * {@code <class>/<method>(<types>)}.
     *
     * @return letters, digits, {@code . _ - / $ ( ) , [ ]}, at most 200
     */
    @Nonbinding
    String value();

    /**
     * How long a value is kept, in {@link #ttlUnit()}.
     *
     * @return the lifetime, at least 1
     */
    @Nonbinding
    long ttl() default 300;

    /**
     * The unit of all lifetimes.
     *
     * @return a unit from {@code MILLIS} to {@code DAYS}
     */
    @Nonbinding
    ChronoUnit ttlUnit() default ChronoUnit.SECONDS;

    /**
     * The greatest fraction by which the lifetime of a loaded value is shortened at random.
     *
     * @return a fraction from 0 to 0.5
     */
    @Nonbinding
    double jitter() default 0;

    /**
     * How long, in {@link #ttlUnit()}, null and an empty {@code Optional} are kept that a loader has returned.
     *
     * @return the lifetime; 0 means that they are not kept
     */
    @Nonbinding
    long nullTtl() default 0;

    /**
     * How long, in {@link #ttlUnit()}, a value may be served after its lifetime: while one caller of the cluster
     * replaces it, if its loader fails, and if Redis does not answer. That caller waits for its own loader, which runs
     * on its thread.
     *
     * @return the time after the lifetime; 0 means never
     */
    @Nonbinding
    long staleTtl() default 0;

    /**
     * How long, in {@link #ttlUnit()}, a node keeps what it has read, see {@link Cached#localTtl()}.
     *
     * @return at most {@link #ttl()}; 0 means that a node keeps nothing
     */
    @Nonbinding
    long localTtl() default 0;

    /**
     * Whether nobody modifies the values, although their type does not show it: then a node may share the values that it
     * keeps.
     *
     * @return true if the values may be shared
     */
    @Nonbinding
    boolean immutable() default false;

    /**
     * The age, in {@link #ttlUnit()}, from which on one caller replaces a value while others are served; for a value
     * with another lifetime than {@link #ttl()} in proportion, see {@link Cached#refreshAfter()}.
     *
     * @return less than {@link #ttl()}; 0 means that the age does not matter
     */
    @Nonbinding
    long refreshAfter() default 0;

    /**
     * How early, in load times of the value, callers begin to replace it at random, see {@link Cached#earlyRefresh()}.
     *
     * @return a factor from 0 to 100; 0 means never
     */
    @Nonbinding
    double earlyRefresh() default 0;

    /**
     * The tags of values that are put or loaded by a name, as templates over the value: {@code "owner:{result.owner}"},
     * see {@link Cached#tags()}. Such values also have the tags of the annotated methods of the cache, as far as these
     * come from the value. Where a method has a tag that comes from its arguments, and where no declaration says what
     * tags a value has, each invalidation of tags of the cache removes the value.
     *
     * @return templates, at most 100
     */
    @Nonbinding
    String[] tags() default {};

    /**
     * The version of the values, see {@link Cached#version()}.
     *
     * @return the version, at least 0
     */
    @Nonbinding
    int version() default 0;
}
