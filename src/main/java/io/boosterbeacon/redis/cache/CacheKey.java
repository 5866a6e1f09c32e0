package io.boosterbeacon.redis.cache;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a parameter as part of the key. If no parameter is marked, all are part of the key, except for the value of
 * {@link CachePut} and the parameters that JAX-RS injects ({@code @Context}, {@code @Suspended}).
 *
 * <p>Arguments have the same key if and only if they are equal, in every JVM. The key consists of the class and the
 * content of an argument:
 *
 * <ul>
 *   <li>values of the JDK (numbers, texts, {@code java.time}, {@code UUID}, {@code URI}, {@code Locale}, …), as their
 *       {@code equals} compares them: an {@code int} does not equal a {@code long}, and a {@code BigDecimal} 1.0 does
 *       not equal 1.00;
 *   <li>enum constants, and arrays by their content;
 *   <li>lists by their elements in order; sets and maps by theirs in any order; {@code Optional};
 *   <li>records, and objects in which each field, including inherited ones, has a public accessor: {@code f()},
 *       {@code getF()} or {@code isF()}. The fields are read; the accessors are not called.
 * </ul>
 *
 * <p>All other arguments are refused: objects with fields that have no accessor, lambdas, proxies, streams, objects
 * that contain themselves. If the type of the parameter shows it, the deployment fails; otherwise the call throws an
 * {@link IllegalArgumentException} that names the type. In this case, mark other parameters, or use a key template or a
 * {@link CacheKeyGenerator}.
 *
 * <p>On a {@code Collection<K>}, {@code List<K>} or {@code Set<K>} of a method with {@link Cached} that returns a
 * {@code Map<K, V>} or a {@code List<V>}, each element is the key of a value, as {@link Cached} describes.
 * Annotations that change caches take one key: there a collection is a key itself.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface CacheKey {}
