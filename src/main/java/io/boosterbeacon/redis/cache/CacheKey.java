package io.boosterbeacon.redis.cache;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a parameter as part of the key. Without any, all parameters are, but for the value of {@link CachePut} and what
 * JAX-RS hands in ({@code @Context}, {@code @Suspended}).
 *
 * <p>Arguments that are not equal never have the same key, and equal ones always have, in every JVM. What an argument is, is
 * told by its class and its content:
 *
 * <ul>
 *   <li>values of the JDK (numbers, texts, {@code java.time}, {@code UUID}, {@code URI}, {@code Locale}, …), as their
 *       {@code equals} compares them: an {@code int} is not a {@code long}, and 1.0 not 1.00 for a {@code BigDecimal};
 *   <li>enum constants, and arrays by their content;
 *   <li>lists by their elements in order; sets and maps by theirs in any order; {@code Optional};
 *   <li>records, and objects each of whose fields, the inherited included, has a public accessor: {@code f()},
 *       {@code getF()} or {@code isF()}. The fields are read, and no accessor is called.
 * </ul>
 *
 * <p>All else is refused: objects with hidden fields, lambdas, proxies, streams, objects that contain themselves. Where the
 * parameter's type shows it, the deployment fails; else the call does, with an {@link IllegalArgumentException} that names
 * the type. Mark other parameters then, or name what tells the values apart by a key template or a
 * {@link CacheKeyGenerator}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface CacheKey {}
