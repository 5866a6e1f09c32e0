package io.boosterbeacon.redis.ratelimit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Exempts a method, and the methods that override or implement it, from the {@link RateLimit} of its class and from that
 * of the JAX-RS {@code Application}. A limit that the configuration attaches to the path of the method remains in force.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface RateLimitExempt {}
