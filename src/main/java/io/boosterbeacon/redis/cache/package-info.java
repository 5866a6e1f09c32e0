/**
 * Caching of method results.
 *
 * <h2>Keys</h2>
 *
 * <p>A key tells arguments apart by their class and content: an {@code int} is no {@code long}, and a set has no order.
 * {@code @Context} and {@code @Suspended} parameters are no part of a key, nor are {@code @Context} fields of a
 * {@code @BeanParam}. These are refused, at deployment where the type shows it, else at the call: objects with a field that has
 * no public accessor (JPA entities whose provider adds such fields), inner classes, lambdas, streams, and collections that
 * compare by identity or have state beside their elements. Say what tells them apart with {@code @CacheKey}, a key template
 * such as <code>"{order.id}"</code>, or a {@code CacheKeyGenerator}.
 *
 * <p>State of the bean that decides what a method returns must be in the key. The log warns of cached methods where it is not:
 * of a session's bean, of a bean with {@code @PathParam} fields and the like, without parameters in a bean that knows its
 * caller, and of one class that several producers make. If that class has caches without a name, only the first producer's
 * objects are made; the others' are refused.
 *
 * <h2>Names</h2>
 *
 * <p>A cache without a name belongs to a method of one bean class, with its parameters' types. An invalidation names it
 * {@code <class>/<method>(<types>)}; the log warns of one that names a method without such a cache. Caches belong to one
 * application ({@code beacon.application.name}), unless {@code beacon.cache.shared} names them.
 *
 * <h2>Values</h2>
 *
 * <p>A hit equals the miss, or there is none. A value is stored only if its JSON, read back, has the same classes, state and
 * order. Otherwise its caller gets it all the same, and one warning names class, method and reason: a subclass of the declared
 * type, a {@code Long} where {@code Number} or {@code Object} is declared, a cycle, a field without a getter. {@code transient}
 * fields are no state. {@code Object}, raw types, and what can be read only once ({@code Stream}, {@code Iterator},
 * {@code InputStream}) fail the deployment; {@code List<? extends T>} and type variables that the bean's class binds do not.
 *
 * <p>What {@code @JsonIgnore}, {@code WRITE_ONLY} or {@code @JsonbTransient} exclude is never stored, and a value that has such
 * content is not cached, because a hit would lack it. JSON-B's adapters, serializers, type infos and number formats cannot be in
 * force: they fail the deployment where the type shows them. Elsewhere, and for {@code @JsonSerialize(using = …)} with the
 * one-file JAR, the class is not cached, and the warning names both.
 *
 * <h2>Transactions</h2>
 *
 * <p>Within a JTA transaction, caches follow it.
 *
 * <ul>
 *   <li>What it loads is published after its commit, also to other callers of this node. A rollback leaves nothing, however it
 *       comes about. Others who ask for the key meanwhile wait for the commit, at most for {@code beacon.cache.lease} once the
 *       value is there; then they load by themselves, and the transaction's value is not stored. A transaction keeps 16 MiB of
 *       loaded values at most; further ones are not stored.
 *   <li>What it changes ({@code @CacheInvalidate}, {@code @CacheInvalidateAll}, {@code @CachePut}) it reads past the cache
 *       itself. Others see the change after its commit, also where the method failed and the transaction commits all the same (a
 *       checked exception, {@code dontRollbackOn}), unless {@code evictFor} or {@code noEvictFor} says otherwise.
 *   <li>Loads of {@code RedisService.getOrSet} follow the transaction, too. Its explicit writes do not: {@code set},
 *       {@code setJson}, {@code increment}, {@code delete}, and all of {@code RateLimiter}, act at once, for everybody, and a
 *       rollback does not undo them. After its own {@code delete} a transaction's {@code getOrSet} loads past the store, but
 *       others may load, until the commit, what was there before: delete once more after it (an observer
 *       {@code during = AFTER_SUCCESS}), or use {@code @CacheInvalidate}.
 *   <li>A load sees what its transaction sees. A snapshot (repeatable read), or an entity that a persistence context has kept
 *       from before another's change, is cached as it is until its {@code ttl} ends.
 * </ul>
 */
@NullMarked
package io.boosterbeacon.redis.cache;

import org.jspecify.annotations.NullMarked;
