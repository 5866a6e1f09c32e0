package io.boosterbeacon.redis.ratelimit;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.temporal.ChronoUnit;

/**
 * Limits how often a method may be called, over all nodes of the application.
 *
 * <p>On a JAX-RS resource class or method a request over the limit is answered with 429, {@code Retry-After} and a problem
 * document (RFC 9457) before the method is called. On a method of any other CDI bean the call throws
 * {@link RateLimitExceededException}; a resource is such a bean when the application calls it itself. Several annotations on
 * one element need different {@link #name() names}; a call is admitted only if all of them admit it, and then counts for all.
 *
 * <p>The nearest element that has annotations counts: the method, the methods that it overrides and implements, generic or
 * not; else its class, a superclass, an interface that has the method, each before its stereotypes. Two elements that are
 * equally near, such as two interfaces, and say different things fail the deployment. {@link RateLimitExempt} takes a method
 * out. Annotations hold for JAX-RS resources and sub-resources, for CDI beans and for objects that producers return. One that
 * cannot be in force fails the deployment.
 *
 * <p>{@code OPTIONS} methods do not count CORS preflights against the annotation of their class; an annotation of their own
 * counts all.
 *
 * <p>The window is fixed: it begins with the first request that it counts and admits exactly {@link #value()} requests
 * until it ends. A denied request counts for nothing. Each policy counts per endpoint: an annotation on a class gives each
 * of its methods a count of its own.
 *
 * <p>Each member can be overridden by MicroProfile Config in the grammar of MicroProfile Fault Tolerance (§ Configuration):
 * {@code <class>/<method>/RateLimit/value}, then {@code <class>/RateLimit/value}, then {@code RateLimit/value}; a policy
 * with a name adds {@code /<name>} before the member. {@code …/RateLimit/enabled=false} switches a policy off. A wrong
 * value fails the deployment.
 */
@InterceptorBinding
@Inherited
@Documented
@Repeatable(RateLimits.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface RateLimit {
    /**
     * How many requests a window admits.
     *
     * @return the limit, 1 to 9,007,199,254,740,991
     */
    @Nonbinding
    long value() default 100;

    /**
     * The length of the window, in {@link #windowUnit()}.
     *
     * @return the length, at least 1
     */
    @Nonbinding
    long window() default 60;

    /**
     * The unit of {@link #window()}.
     *
     * @return a unit from {@code MILLIS} to {@code DAYS}
     */
    @Nonbinding
    ChronoUnit windowUnit() default ChronoUnit.SECONDS;

    /**
     * Whom the requests are counted for.
     *
     * @return the kind of subject
     */
    @Nonbinding
    RateLimitKey key() default RateLimitKey.CLIENT_IP;

    /**
     * The name of the header for {@link RateLimitKey#HEADER}, of the claim for {@link RateLimitKey#CLAIM}; must be absent
     * otherwise.
     *
     * @return a header's or claim's name
     */
    @Nonbinding
    String keyArgument() default "";

    /**
     * A CDI bean that names the subject; replaces {@link #key()}.
     *
     * @return the bean's class
     */
    @Nonbinding
    Class<? extends RateLimitKeyResolver> keyResolver() default RateLimitKeyResolver.class;

    /**
     * How many requests one call counts for.
     *
     * @return the cost, 1 to {@link #value()}
     */
    @Nonbinding
    long cost() default 1;

    /**
     * The policy's name in headers, problem documents, events and configuration keys.
     *
     * @return letters, digits, {@code .}, {@code _} and {@code -}, at most 64; empty means {@code default}
     */
    @Nonbinding
    String name() default "";

    /**
     * What happens while the store does not answer.
     *
     * @return the failure policy
     */
    @Nonbinding
    OnStoreFailure onStoreFailure() default OnStoreFailure.LOCAL;

    /**
     * Whether to count and report only: {@code RateLimitExceeded} events, but neither header fields nor a denial.
     *
     * @return true for a trial run
     */
    @Nonbinding
    boolean shadow() default false;
}
