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
 * Caches the results of a method of a CDI bean. The method is called only if the cache has no value for its arguments.
 *
 * <p>A missing value is loaded once in the cluster; all other callers wait for that load. A hit is one round trip, a
 * miss three. Values are stored as JSON and bound to the generic return type of the method. Of {@code Optional<T>} and
 * {@code CompletionStage<T>} the content is cached. Time zones and the order of maps are kept. A value is stored only
 * if it can be read back unchanged from its JSON: with the same class, the same state and, if the class defines
 * {@code equals}, equal. Otherwise the caller gets the value, nothing is stored, and one warning names the class, the
 * method and the reason. Content that annotations of Jackson or JSON-B exclude from JSON is never stored, and a value
 * with such content is not cached. Types that do not describe the value ({@code Object}, raw types) and types that can
 * be read only once ({@code Stream}, {@code Iterator}, {@code InputStream} …) fail the deployment. Stored bytes that
 * cannot be read are a miss. If the store fails, the method is called, or a stale value is returned
 * ({@link #staleTtl()}). A value whose load began before an invalidation is returned to its caller and never stored.
 *
 * <p>An entry belongs to the method and its arguments (compared as {@link CacheKey} describes), not to an object: all
 * beans of a class share it, in any scope. If the state of the bean affects the result, that state must be part of the
 * key.
 *
 * <p>An annotation also applies to all methods that override or implement its method, generic or not. The same is true
 * for annotations that invalidate and put. The nearest annotation of a kind applies. Annotations apply to CDI beans and
 * to objects that producers return. If one cannot be in force, the deployment fails: on private, static and final
 * methods, on classes that CDI cannot intercept, and if two interfaces have different annotations. On a JAX-RS resource
 * that is not a CDI bean, readiness goes down. As for every interceptor, calls within the same object are not
 * intercepted.
 *
 * <p>Within a JTA transaction, the result is stored, and returned to waiting callers, after the commit; after a
 * rollback nothing is stored. Until then other callers wait, at most for {@code beacon.cache.lease}, and then load the
 * value themselves. The transaction does not read from the cache what it has changed by {@link CacheInvalidate},
 * {@link CacheInvalidateAll} or {@link CachePut}. A load sees the data of its transaction: if that is a snapshot, or an
 * entity in a persistence context, from before a change whose invalidation came earlier than the load, the old value is
 * stored for its lifetime.
 *
 * <p>A method reads several values at once if {@link CacheKey} is on a parameter of type {@code Collection<K>},
 * {@code List<K>} or {@code Set<K>}, it has neither a key template nor a {@link CacheKeyGenerator}, and it returns a
 * {@code Map<K, V>} or a {@code List<V>}; the deployment refuses other maps and collections. Each value has an entry of
 * its own, the same as that of a method with this cache name whose parameter is one {@code K}, and is treated like it:
 * {@link #unless()}, {@link #tags()} and {@link #ttlBy()} are asked for each value, with the key in the place of the
 * collection. {@link #condition()} is asked once for the call. Hits take one round trip, and one command for up to 500
 * keys; in a cluster, and for caches with tags, one for each of the 16 parts of a cache. Misses take one script for
 * each key more, sent together, and one to store each value. The method is called once, with a copy of the collection
 * that has the keys without a value that no other caller loads. Then this caller waits for the others together, and
 * calls the method again for keys whose loads by other callers have given no value. The map has the keys in the order
 * of the call, without those that have no value. The list has one value for each key of the call, in its order, and
 * null for a key without a value; so must the list that the method returns. Of {@code Optional} values, that is the
 * empty one. A list of another size, or null instead of a map or a list, fails the call. Values that are stale or due
 * are replaced by the caller, which waits for them. To cache the whole answer under all of the keys, use a template for
 * {@link #key()} instead.
 *
 * <p>A hit does not call the interceptors that come after the one of this annotation. By default it comes after those
 * of applications and libraries; {@code beacon.cache.interceptor-priority} changes that.
 *
 * <p>Members can be overridden by MicroProfile Config: {@code <class>/<method>/Cached/ttl}, {@code <class>/Cached/ttl},
 * {@code Cached/ttl} (the class is the bean's, or the one that it inherits the method from), or for a cache by name
 * {@code beacon.cache."<cacheName>".ttl}, which comes first. {@code …/Cached/enabled=false} disables caching. An
 * invalid value fails the deployment.
 *
 * <p>The look-up and the wait for the load of another caller block the thread, even if the method returns a
 * {@code CompletionStage}. A load must not read its own key: it would wait for itself, for
 * {@code beacon.cache.load-wait}.
 *
 * <p>Use it on methods only. The rules of interceptor bindings permit it on a class, but there it fails the deployment.
 */
@InterceptorBinding
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Cached {
    /**
     * The name of the cache; methods of the application with the same name share entries. They must agree on the
     * values' type and {@link #version()}. Methods whose keys may be the same must also agree on {@link #ttl()},
     * {@link #nullTtl()}, {@link #staleTtl()}, {@link #slidingTtl()} and {@link #ttlBy()}, and on {@link #tags()} if
     * both have some. Otherwise the deployment fails. The members that say how a method reads and loads may differ. A
     * configuration for the cache by its name makes methods agree, with {@code ttlUnit} if their units differ. Other
     * applications do not share the cache unless it is in {@code beacon.cache.shared}.
     *
     * @return letters, digits, {@code . _ - / $ ( ) , [ ]}, at most 200; empty means {@link CacheDefaults}, else the
     *     method: {@code <bean's class>/<method>(<parameters' types>)}, as in
     *     {@code com.example.Users/find(int,java.lang.String)}
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
     * A CDI bean that decides, by the arguments, whether a call is cached. It is asked before the key is computed. If it
     * returns false, the method is called as if it were not annotated: nothing is looked up, stored or shared.
     *
     * @return the bean's class; {@link CachePredicate} itself means that all calls are cached
     */
    @Nonbinding
    Class<? extends CachePredicate> condition() default CachePredicate.class;

    /**
     * A CDI bean that excludes results from the cache. It is asked when the method has returned, or when its stage has
     * completed normally, on the thread that completes it; also for null, and not for hits. If it returns true, the
     * caller gets the result, nothing is stored, the stale value ({@link #staleTtl()}) is dropped, and each caller that
     * waits for the load calls the method by itself. A {@link CachePut} into the same cache needs the same predicate.
     *
     * @return the bean's class; {@link CachePredicate} itself means that no results are excluded
     */
    @Nonbinding
    Class<? extends CachePredicate> unless() default CachePredicate.class;

    /**
     * How long a value is kept, in {@link #ttlUnit()}.
     *
     * @return the lifetime, at least 1
     */
    @Nonbinding
    long ttl() default 300;

    /**
     * A CDI bean that determines the lifetime of each value, instead of {@link #ttl()}: that of an access token, for
     * example. It is asked before a value is stored. A value that it excludes is shared with the callers that wait for
     * the load, and the stored one is removed.
     *
     * @return the bean's class; {@link CacheTtl.None} means that all values have the same lifetime
     */
    @Nonbinding
    Class<? extends CacheTtl<?>> ttlBy() default CacheTtl.None.class;

    /**
     * The unit of {@link #ttl()}, {@link #nullTtl()}, {@link #staleTtl()}, {@link #refreshAfter()}, {@link #localTtl()}
     * and {@link #slidingTtl()}.
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
     * How long, in {@link #ttlUnit()}, a value may be served after its lifetime. It is kept in the store for that time.
     * A caller that finds it gets it at once, and one caller of the cluster calls the method to replace it: in the
     * background, on the server's managed executor where there is one, with a request context of its own and without
     * the caller's transaction. That is so for beans in the scope of the application whose keys consist of their
     * arguments. Beans of other scopes, enterprise beans, and methods with a {@link CacheKeyGenerator} may know the
     * caller: there the caller that replaces the value waits for it. If the method throws an exception, the stale value
     * stays, and no node calls the method again for a second. Do not modify the arguments of a call after it. An
     * invalidation removes the value, and the replacement in flight is not stored.
     *
     * <p>Each node also keeps the last value that it has seen for this time, and not beyond the value's own lifetime.
     * If the store does not answer, that value is returned and the method is not called; if there is no value in the
     * store and the method throws an exception, it is returned and the exception is not thrown. Invalidations on the
     * same node drop it, and so does a newer result that is not stored, such as a null without {@link #nullTtl()}.
     * Invalidations on other nodes do not: a value that is served while the store does not answer may have been
     * invalidated on another node. A node keeps at most 64 MiB of such values, of all methods together. The least used
     * values are evicted first.
     *
     * <p>The age of a value is judged by the clock of Redis, to about a round trip; clocks of nodes do not matter. A
     * user of Redis who may not run {@code TIME} stores no stale values.
     *
     * @return the time after the lifetime; 0 means that no stale values are served
     */
    @Nonbinding
    long staleTtl() default 0;

    /**
     * The age, in {@link #ttlUnit()}, from which on a value is replaced in the background while it is served, as
     * {@link #staleTtl()} describes. A value that is asked for often enough never expires for its callers.
     *
     * <p>The age is that of a value which lives for {@link #ttl()}. For a value with another lifetime, by
     * {@link #jitter()}, {@link #ttlBy()}, {@link #nullTtl()} or {@link CachePut#ttl()}, it is shorter or longer in
     * proportion: with a {@code ttl} of 60 and an age of 45, a value is replaced when three quarters of its own lifetime
     * have passed.
     *
     * @return the age, less than {@link #ttl()}; 0 means that values are not replaced at an age
     */
    @Nonbinding
    long refreshAfter() default 0;

    /**
     * Replaces values in the background before they expire, at random: each caller decides with a probability that grows
     * towards the end of the lifetime, so that callers of hot values do it in time and nobody coordinates them. The
     * earliness is proportional to the time that the load of the value took (XFetch, "Optimal Probabilistic Cache
     * Stampede Prevention", Vattani and others, 2015).
     *
     * @return the factor of the load time, from 0 to 100: 1 is the optimum of the paper, more is earlier; 0 means never
     */
    @Nonbinding
    double earlyRefresh() default 0;

    /**
     * How long, in milliseconds, the caller that replaces a stale value waits for the new one before it gets the stale
     * one. The load goes on in the background. All other callers get the stale value at once. Only for beans in the
     * scope of the application whose keys consist of their arguments, as {@link #staleTtl()} describes: for others the
     * deployment fails, and an override by the configuration is ignored with a warning.
     *
     * @return the time, less than {@link #hardLoadTimeout()} if there is one, and only with {@link #staleTtl()}; 0 means
     *     that stale values are returned at once
     */
    @Nonbinding
    long softLoadTimeout() default 0;

    /**
     * How long, in milliseconds, a caller waits for a load, its own or that of another caller, if there is no value.
     * Then it gets the last value that this node has seen ({@link #staleTtl()}), else a
     * {@link CacheLoadTimeoutException}. The load goes on, and its value is stored.
     *
     * <p>So that a load can be given up, the method always runs on another thread: on the server's managed executor,
     * with a request context of its own. That is possible for the same beans as loads in the background
     * ({@link #staleTtl()}). For others the deployment fails, and an override by the configuration, which may be that of
     * a whole cache, is ignored with a warning. A method that returns a {@code CompletionStage} is
     * called on the caller's thread, in any bean, and the time counts for its stage. At most 64 loads run on other
     * threads; the time that a load waits for one of them counts. Within a JTA transaction, a method runs on the thread
     * of the transaction, and is awaited to its end.
     *
     * @return the time; 0 means that loads are awaited to their end
     */
    @Nonbinding
    long hardLoadTimeout() default 0;

    /**
     * How long, in {@link #ttlUnit()}, a node may keep a value that it has read from Redis, and return it without asking
     * Redis again (near cache). A near hit takes no round trip. A value becomes near when it is read from Redis, not
     * when it is loaded, and only while it is fresh. It is replaced early ({@link #refreshAfter()},
     * {@link #earlyRefresh()}) when it is next read from Redis.
     *
     * <p>Redis reports every change of a near value to the nodes that keep it ({@code CLIENT TRACKING}, Redis 6 and
     * later): changes by this application, by others and by {@code redis-cli}, and expiry. After a change through this
     * library has returned, its own node never serves the old value, and other nodes stop as soon as the report arrives,
     * usually in less than a millisecond. If the connection is lost, all near values are dropped; if it is silent, for
     * whatever reason, they are not served for longer than a second. Within a transaction, what it has changed is not
     * read from the near cache either.
     *
     * <p>If Redis does not report changes (RESP2, or no permission for {@code client|tracking}), nodes publish what they
     * change themselves, and the log says so: changes by other clients are then seen after this time. If that is not
     * permitted either, there is no near cache. Each new connection asks for the permission again.
     *
     * <p>All near values of an application together take at most {@code beacon.cache.local-max-size} (64 MiB); the least
     * used ones are evicted first. Values that nobody can modify are shared by all callers: records of such values,
     * enums, and the JDK's texts, numbers, dates, times and identifiers. Of all other values each caller gets a copy of
     * its own, read from JSON, unless {@link #immutable()} is set. A near hit does not extend {@link #staleTtl()}. On
     * the embedded store this has no effect.
     *
     * @return the lifetime, at most {@link #ttl()}; 0 means that nodes keep no values
     */
    @Nonbinding
    long localTtl() default 0;

    /**
     * How long, in {@link #ttlUnit()}, a value is kept after it was read last; {@link #ttl()} is the longest time. A
     * value that nobody reads is dropped earlier. Hits of the near cache count, too.
     *
     * <p>A node extends the life of a value at most once in a quarter of this time, by one command that no caller waits
     * for: a value that is read once in a while may be dropped up to a quarter of this time earlier. If Redis does not
     * answer, it is not extended. Each extension ends the near copies of the value on all nodes. For a user of Redis
     * who may not run {@code TIME}, values are kept for {@link #ttl()}.
     *
     * @return the time, at most {@link #ttl()}, and only without {@link #staleTtl()}; 0 means that reads do not extend
     *     lives
     */
    @Nonbinding
    long slidingTtl() default 0;

    /**
     * Declares that nobody modifies the values of this method, though their type permits it, as that of a {@code List}
     * does: near hits ({@link #localTtl()}) then return the same object to all callers. If a caller does modify one, all
     * callers of the node see that.
     *
     * @return whether values may be shared
     */
    @Nonbinding
    boolean immutable() default false;

    /**
     * The maximum fraction by which a lifetime is shortened at random, so that entries that are written together do not
     * expire together.
     *
     * @return a fraction from 0 to 0.5
     */
    @Nonbinding
    double jitter() default 0;

    /**
     * Texts by which values are invalidated together, whatever their keys are
     * ({@link CacheInvalidate#tags()}). Templates over the parameters, as in {@link #key()}, and over the value, which
     * is {@code result}: {@code "user:{userId}"}, {@code "owner:{result.owner}"}. Of an {@code Optional} or a
     * {@code CompletionStage}, the value is its content; if the value is a collection, {@code {result.owner}} is the
     * owner of each element. Placeholders stand for texts, whole numbers, enums, UUIDs, dates and the like, for an
     * {@code Optional} of these, and for a collection of these, which gives one tag for each element. A tag with a
     * placeholder that is null is left out. A value has at most 100 tags; one with more, or whose tags cannot be read,
     * is returned and not stored.
     *
     * <p>A hit is one round trip, as without tags, but runs a script in Redis. Redis holds hashes of tags. Each cache
     * remembers which tags were invalidated while its values live, at least the last 10,000; beyond that, older values
     * are misses. An invalidated tag ends the near values ({@link #localTtl()}) of its cache on all nodes, those without
     * the tag among them, and the stale values that this node keeps for a time without the store. Applications, and
     * versions of one, that share a cache do not read each other's values if only one of them gives tags.
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
