package io.boosterbeacon.redis.cache;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Defaults for the cache annotations of a class. */
@Inherited
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface CacheDefaults {
    /**
     * The name of the cache.
     *
     * @return the name; empty means none
     */
    String cacheName() default "";

    /**
     * A CDI bean that computes keys.
     *
     * @return the bean's class
     */
    Class<? extends CacheKeyGenerator> cacheKeyGenerator() default CacheKeyGenerator.class;
}
