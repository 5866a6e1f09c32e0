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
 * <p>On a JAX-RS resource class or method, a request that exceeds the limit is answered with 429, {@code Retry-After}
 * and a problem document (RFC 9457), and the method is not called. On a method of any other CDI bean, and on a resource
 * that the application calls itself, the call throws a {@link RateLimitExceededException}. Several annotations on one
 * element need different {@link #name() names}; a call counts for all of them, and only if all of them admit it.
 *
 * <p>The annotations of the nearest element apply: the method, the methods that it overrides and implements, generic or
 * not; else its class, a superclass, an interface that has the method, each before its stereotypes. If two equally near
 * elements, such as two interfaces, have different annotations, the deployment fails. {@link RateLimitExempt} exempts a
 * method. Annotations apply to JAX-RS resources and sub-resources, to CDI beans and to objects that producers return.
 * An annotation that cannot be in force fails the deployment.
 *
 * <p>The interceptor of the annotation comes before all others. So the attempts of MicroProfile Fault Tolerance's
 * {@code @Retry} are one call, a denied call is neither retried nor replaced by a {@code @Fallback}, and an asynchronous
 * method is counted before it runs. Only {@code @Asynchronous} methods of enterprise beans are counted on the container's
 * thread: a denial then fails the future, and that of a {@code void} method remains unnoticed.
 *
 * <p>Policies of resources by client address, without {@link #tiers()}, {@link #skipRoles()} and
 * {@link #costResolver()}, decide before the JAX-RS filters that authenticate the caller, unless the container has done
 * that. They count requests whose authentication fails, too, and none that another policy denies. While
 * {@link RateLimits rules} may admit more of a user or a claim, or are not known yet, they decide with all others.
 *
 * <p>On the class of a JAX-RS {@code Application}, the annotation counts all requests that reach a resource method of
 * that application together, in addition to the policies of the methods. There {@link RateLimitScope#ENDPOINT} and
 * {@link RateLimitScope#CLASS} mean this one JAX-RS application. A policy without a name is called {@code application}.
 *
 * <p>A property {@code beacon.ratelimit."<name>".paths} attaches a limit to paths instead, without an annotation; its
 * other members are those of this annotation. It counts its requests together, whether or not they match a resource,
 * and apart from annotations of its name unless both count for the same {@link #group()} or the application.
 *
 * <p>The annotation of a class does not count CORS preflights of its {@code OPTIONS} methods. An annotation on the
 * {@code OPTIONS} method itself counts all requests.
 *
 * <p>Unless another {@link #algorithm()} is chosen, the window is fixed: it begins with the first request that it
 * counts, and admits exactly {@link #value()} requests until it ends. A denied request is not counted. Each policy
 * counts per endpoint unless it has a {@link #scope()} or a {@link #group()}: with an annotation on a class, each of
 * its methods has a count of its own.
 *
 * <p>Each member but {@link #name()} and {@link #keyResolver()} can be overridden by MicroProfile Config in the grammar
 * of MicroProfile Fault Tolerance (§ Configuration): {@code <class>/<method>/RateLimit/value}, then
 * {@code <class>/RateLimit/value}, then {@code RateLimit/value}; a policy with a name adds {@code /<name>} before the
 * member, and can be overridden by {@code beacon.ratelimit."<name>".value}, too, after these.
 * {@code …/RateLimit/enabled=false} disables a policy. An invalid value fails the deployment.
 */
@InterceptorBinding
@Inherited
@Documented
@Repeatable(RateLimit.List.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface RateLimit {
    /**
     * The number of requests that a window admits.
     *
     * @return the limit, 1 to 9,007,199,254,740,991
     */
    @Nonbinding
    long value() default 100;

    /**
     * The length of the window, in {@link #windowUnit()}. For {@link RateLimitAlgorithm#CONCURRENCY} the time after which
     * the permits of a crashed node end, at least a second.
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
     * How requests are counted.
     *
     * @return the algorithm
     */
    @Nonbinding
    RateLimitAlgorithm algorithm() default RateLimitAlgorithm.FIXED_WINDOW;

    /**
     * The permits that a {@link RateLimitAlgorithm#TOKEN_BUCKET} keeps for requests that come at once.
     *
     * @return the capacity of the bucket; 0 means {@link #value()}. The product with the window in milliseconds is at
     *     most 2<sup>52</sup>
     */
    @Nonbinding
    long burst() default 0;

    /**
     * Whether {@link RateLimitAlgorithm#FIXED_WINDOW fixed windows} begin and end with the calendar of {@link #zone()}:
     * with its days, with every n-th of its days, or, if shorter, with parts of a day that are counted from midnight.
     *
     * @return true for windows of the calendar. Windows that are longer than a day then are whole days
     */
    @Nonbinding
    boolean aligned() default false;

    /**
     * The time zone of {@link #aligned()} windows.
     *
     * @return a name such as {@code Europe/Berlin}; empty means UTC
     */
    @Nonbinding
    String zone() default "";

    /**
     * The subject that the requests count for.
     *
     * @return the kind of subject
     */
    @Nonbinding
    RateLimitKey key() default RateLimitKey.CLIENT_IP;

    /**
     * Several kinds of subject, each combination of which counts separately: {@code {USER, PATH_PARAM}} counts each
     * user's requests for each value of the parameter. Replaces {@link #key()}. A part that a request does not have is
     * shared by all requests without it, as with a single key.
     *
     * @return at most 8 kinds of subject, without {@link RateLimitKey#GLOBAL}; none means {@link #key()}
     */
    @Nonbinding
    RateLimitKey[] keys() default {};

    /**
     * The names of the header for {@link RateLimitKey#HEADER}, of the claim for {@link RateLimitKey#CLAIM}, of the
     * parameter for {@link RateLimitKey#PATH_PARAM} and {@link RateLimitKey#QUERY_PARAM}. Each such key needs one, in
     * the order of the keys; the other keys have none. A property that overrides this member separates the names by
     * commas.
     *
     * @return the names, in the order of the keys that need them
     */
    @Nonbinding
    String[] keyArgument() default {};

    /**
     * The HTTP methods of requests that the policy neither counts nor denies. {@code GET} includes {@code HEAD}. Calls
     * outside a request are counted.
     *
     * @return the names of HTTP methods, in any case
     */
    @Nonbinding
    String[] skipMethods() default {};

    /**
     * The roles of callers whose calls the policy neither counts nor denies.
     *
     * @return the names of roles, one of which suffices
     */
    @Nonbinding
    String[] skipRoles() default {};

    /**
     * The calls to count, by their outcome. Calls of the other outcome give their permits back when they end: when the
     * status of the response is known, also of an asynchronous one; when the method of a bean returns or throws; when
     * the stage or future that it returns completes. The header fields of a response tell the count before that.
     *
     * @return the outcome of the calls to count
     */
    @Nonbinding
    RateLimitCount count() default RateLimitCount.ALL;

    /**
     * A CDI bean that determines the subject; replaces {@link #key()} and {@link #keys()}.
     *
     * @return the bean's class
     */
    @Nonbinding
    Class<? extends RateLimitKeyResolver> keyResolver() default RateLimitKeyResolver.class;

    /**
     * Whether a node may take permits of much used subjects in advance, and admit requests without a round trip. More
     * requests than the limit are never admitted; fewer are if a node does not use what it has taken, at most the fiftieth
     * part of the limit that each node takes. Subjects with few requests are counted one by one, and so are callers whose
     * tier, or whose limit at run time, is below 100 times the {@link #cost()}. Counts in header fields may be late by
     * what nodes have taken. If a {@link RateLimitAlgorithm#TOKEN_BUCKET} would be full without the permits that a node
     * holds, the node loses as many of them as accrue meanwhile. At most ten nodes hold permits of a bucket.
     *
     * @return true for high limits of subjects with many requests; not with {@link RateLimitAlgorithm#CONCURRENCY}, nor
     *     with {@link #count()}, nor with a limit, or burst, below 100 times the {@link #cost()}
     */
    @Nonbinding
    boolean leased() default false;

    /**
     * The calls that are counted together. Policies of the same name that share a count must agree in all members but
     * {@link #cost()}, {@link #costResolver()}, {@link #onStoreFailure()}, {@link #count()} and what is skipped;
     * otherwise the deployment fails.
     *
     * @return the scope of the count
     */
    @Nonbinding
    RateLimitScope scope() default RateLimitScope.ENDPOINT;

    /**
     * The name of a group: all methods of the application whose policies have the same group and the same
     * {@link #name()} share one count, wherever they are. They must agree as with {@link #scope()}; otherwise the
     * deployment fails. A call counts once for each method of the group that it passes: a request for a limited
     * resource that calls a limited bean of its group counts twice. Annotate only one of the two to count it once.
     * Other applications share the group only if {@code beacon.ratelimit.shared-groups} names it, or
     * {@code beacon.ratelimit.shared} is true, in each of them.
     *
     * @return letters, digits, {@code .}, {@code _} and {@code -}, at most 64; empty for none. With a group,
     *     {@link #scope()} has no other value than its default
     */
    @Nonbinding
    String group() default "";

    /**
     * The tiers of callers that have a limit of their own. The configuration defines each tier:
     * {@code beacon.ratelimit.tiers."premium".role=premium} (a role of the caller) or {@code ….claim=plan} and
     * {@code ….claim-value=gold} (a claim of the verified JWT), and {@code ….factor=3} (times {@link #value()}) or
     * {@code ….value=9}. For a policy with a {@link #name()}, {@code beacon.ratelimit."<name>".tiers."premium".value}
     * (or {@code .factor}) comes first. A caller with several of the tiers has the largest of their limits, and a
     * caller with none has {@link #value()}. What a caller has spent remains spent if its tier changes. An unknown tier
     * fails the deployment.
     *
     * @return the names of tiers
     */
    @Nonbinding
    String[] tiers() default {};

    /**
     * The number of requests that one call counts as.
     *
     * @return the cost, 1 to {@link #value()} and to the limit of each tier, or to {@link #burst()} if there is one; 1 for
     *     {@link RateLimitAlgorithm#CONCURRENCY}
     */
    @Nonbinding
    long cost() default 1;

    /**
     * A CDI bean that determines the cost of each call, before it and once more after it; replaces {@link #cost()}. Not
     * with {@link RateLimitAlgorithm#CONCURRENCY}, nor with {@link #count()}.
     *
     * @return the bean's class
     */
    @Nonbinding
    Class<? extends RateLimitCostResolver> costResolver() default RateLimitCostResolver.class;

    /**
     * The policy's name in headers, problem documents, events and configuration keys.
     *
     * @return letters, digits, {@code .}, {@code _} and {@code -}, at most 64; empty means {@code default}
     */
    @Nonbinding
    String name() default "";

    /**
     * The decision while the store does not answer.
     *
     * @return the failure policy
     */
    @Nonbinding
    OnStoreFailure onStoreFailure() default OnStoreFailure.LOCAL;

    /**
     * Whether the policy only counts and reports: it fires {@code RateLimitExceeded} events, but sets no header fields,
     * denies nothing, and fails no call if a bean that it names fails.
     *
     * @return true for a trial run
     */
    @Nonbinding
    boolean shadow() default false;

    /** Contains several {@link RateLimit} annotations of one element. */
    @InterceptorBinding
    @Inherited
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.TYPE, ElementType.METHOD})
    @interface List {
        /**
         * The policies.
         *
         * @return the policies, each with a name of its own
         */
        @Nonbinding
        RateLimit[] value() default {};
    }
}
