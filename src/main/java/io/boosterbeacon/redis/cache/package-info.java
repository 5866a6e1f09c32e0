/**
 * Caching of method results, and of values that the application puts into caches by their names ({@link Cache}).
 *
 * <h2>Keys</h2>
 *
 * <p>A key distinguishes arguments by their class and content: an {@code int} does not equal a {@code long}, and a set
 * has no order. {@code @Context} and {@code @Suspended} parameters are not part of a key, and neither are
 * {@code @Context} fields of a {@code @BeanParam}. Some arguments are refused, at deployment if the type shows it,
 * otherwise at the call: objects with a field that has no public accessor (JPA entities whose provider adds such
 * fields), inner classes, lambdas, streams, and collections that compare by identity or have state besides their
 * elements. For these, use {@code @CacheKey} on other parameters, a key template such as <code>"{order.id}"</code>, or
 * a {@code CacheKeyGenerator}.
 *
 * <p>If the state of a bean affects the result of a method, that state must be part of the key. A warning is logged for
 * cached methods where it probably is not: in a session-scoped bean, in a bean with fields such as {@code @PathParam},
 * without parameters in a bean that knows its caller, and in a class whose objects several producers return. If such a
 * class has caches without a name, only the first producer can return objects of it; the others fail.
 *
 * <h2>Names</h2>
 *
 * <p>A cache without a name belongs to one method of one bean class. An invalidation names it
 * {@code <class>/<method>(<types>)}; a warning is logged if that method has no such cache. Caches belong to one
 * application ({@code beacon.application.name}), unless {@code beacon.cache.shared} names them.
 *
 * <h2>Values</h2>
 *
 * <p>A hit returns the same value as the load. A value is stored only if it can be read back from its JSON with the
 * same classes, state and order. Otherwise the caller gets the value, it is not stored, and one warning names the
 * class, the method and the reason: a subclass of the declared type, a {@code Long} where {@code Number} or
 * {@code Object} is declared, a cycle, a field without a getter. {@code transient} fields are not part of the state.
 * {@code Object}, raw types, and types that can be read only once ({@code Stream}, {@code Iterator},
 * {@code InputStream}) fail the deployment. {@code List<? extends T>} and type variables that the bean's class binds
 * are accepted.
 *
 * <p>The library writes the values, unless {@code beacon.cache.json} chooses the application's bean of type
 * {@code ObjectMapper} or {@code Jsonb} (the only one, or the one that is {@code @Named("beacon.cache")}): then that
 * bean writes them, with the application's names, formats and adapters. A mapper is copied, without its default typing.
 * The rules of this section stay the same. Values that were written with another configuration are misses, as far as it
 * affects the names and formats of common types; after a change that concerns some classes only, such as a mix-in, an
 * adapter of JSON-B or a module, give the cache another {@code version}. Values of {@code RedisService} are always
 * written by the library.
 *
 * <p>Content that {@code @JsonIgnore}, {@code WRITE_ONLY} or {@code @JsonbTransient} excludes is never stored, and a
 * value with such content is not cached, because a hit would lack it. Adapters, serializers, type infos and number
 * formats of JSON-B are not supported, unless a {@code Jsonb} bean writes the values: they fail the deployment if the
 * type shows them. In all other cases, and for {@code @JsonSerialize(using = …)} with the one-file JAR, values of the
 * class are not cached, and the warning names the class and the annotation. If a {@code Jsonb} bean writes the values,
 * that also applies to classes with annotations of Jackson that exclude content.
 *
 * <p>A stored value is read only by methods with the same type, {@code version} and encryption key. The type consists of
 * the fields, constants and JSON annotations of its classes and of all classes that they refer to: during a rolling
 * deployment, the old and the new version of a record do not read each other's values. Each such value, and any damaged,
 * too large or foreign one, is a miss, and one warning says so.
 *
 * <h2>Transactions</h2>
 *
 * <p>Caches follow the JTA transaction of the caller.
 *
 * <ul>
 *   <li>What it loads is published after its commit, also to other callers on this node. After a rollback nothing is
 *       published. Other callers of the key wait for the commit, at most for {@code beacon.cache.lease} after the load
 *       has ended; then they load the value themselves, and the value of the transaction is not stored. A transaction
 *       keeps at most 16 MiB of loaded values; further ones are not stored.
 *   <li>The transaction does not read from the cache what it has changed itself ({@code @CacheInvalidate},
 *       {@code @CacheInvalidateAll}, {@code @CachePut}). Others see the change after its commit, also if the method
 *       failed but the transaction commits (a checked exception, {@code dontRollbackOn}), unless {@code evictFor} or
 *       {@code noEvictFor} is given.
 *   <li>Loads of {@code RedisService.getOrSet} follow the transaction, too. Explicit writes do not: {@code set},
 *       {@code setJson}, {@code increment}, {@code delete}, and all of {@code RateLimiter}, act at once for all
 *       callers, and a rollback does not undo them. After its own {@code delete}, a transaction's {@code getOrSet}
 *       loads without a look-up in the store, but until the commit other callers may load and store the old state:
 *       delete again after the commit (an observer with {@code during = AFTER_SUCCESS}), or use
 *       {@code @CacheInvalidate}.
 *   <li>A load sees the data of its transaction. A snapshot (repeatable read), or an entity in a persistence context,
 *       may be from before a change of another transaction. It is cached until its {@code ttl} ends.
 * </ul>
 */
@NullMarked
package io.boosterbeacon.redis.cache;

import org.jspecify.annotations.NullMarked;
