package io.boosterbeacon.redis.cache;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Tells HTTP caches how long the cached value that a JAX-RS resource method returns stays fresh, and answers a request
 * for a value that the client already has with 304. For resource methods that answer {@code GET} or {@code HEAD}; on a
 * class, for all of these.
 *
 * <p>A response with status 200 whose entity is the very object that a {@link Cached} method has returned during the
 * request, or the content of the {@code Optional} that it has returned, gets these header fields:
 *
 * <ul>
 *   <li>{@code Cache-Control: max-age=}<i>n</i>, the seconds that are left of the value's {@link Cached#ttl() lifetime}.
 *       It is 0 for a stale value and for one that is not stored: because a transaction has not ended, because the store
 *       has not answered, because it was invalidated meanwhile, or because its age is unknown (a Redis user who may not
 *       run {@code TIME}).
 *   <li>{@code ETag}, a digest of the value, of the version and the shape of its type, of the media type and language of
 *       the response, and of the request's fields in {@link #vary()}. It is the same on all nodes, and a value that is
 *       loaded anew with the same content has the same tag. In a value with a {@code HashSet}, a {@code HashMap}, or what
 *       {@code Set.of} and {@code Map.of} return, the order is part of the content, because nothing tells it from one that
 *       matters: another JVM may load the elements in another order, and then sends a client a value that it already has.
 *       Sorted and linked collections have one order. The tag is weak, because the server writes the response and may
 *       compress it: equal values need not be equal bytes. With an encryption key, the digest is keyed with it, and tells
 *       nothing about the value. With {@code vary = "*"} there is none.
 *   <li>{@code Vary}, the fields of {@link #vary()}, {@code Accept} if the method can produce several media types, and
 *       {@code Authorization} and {@code Cookie} unless the response is {@link HttpCacheScope#PUBLIC}.
 * </ul>
 *
 * <p>If {@code If-None-Match} of the request names that tag or is {@code *} (RFC 9110 §13.1.2, weak comparison), the answer
 * is 304 without content, and no {@code MessageBodyWriter} is called. The resource method runs in any case, and may refuse the
 * request.
 *
 * <p>The method may be {@link Cached} itself, or call cached methods, on the thread of the request. It may return the
 * value, a {@code Response} with it, or the {@code CompletionStage} of a cached method. It must not modify the value. A
 * response with another object has no such fields, even if it was made of cached values. Equal texts, numbers, constants
 * and empty collections may be one object: a response with one of these has such fields only if the method is cached
 * itself, or if the request has read nothing else from caches. An {@code ETag} or
 * {@code Cache-Control} of the response is never replaced, and where it has an {@code ETag} of its own, there is no 304 for
 * this one. Response filters with a priority up to {@code AUTHENTICATION + 21} (1021) come after this: what they set is not
 * seen, and they may see a 304 without an entity. Ranges are left to the application.
 *
 * <p>An invalidation does not reach HTTP caches: a client sees a change when {@code max-age} is over. With
 * {@code maxAge = 0} it asks each time, and usually gets a 304.
 *
 * <p>Members other than {@link #vary()} can be overridden by MicroProfile Config, as those of {@link Cached}:
 * {@code <class>/<method>/CacheControlled/maxAge}, {@code <class>/CacheControlled/maxAge}, {@code CacheControlled/maxAge};
 * {@code …/CacheControlled/enabled=false} disables the annotation.
 *
 * <p>The nearest annotation applies, as for {@link Cached}; one on a method replaces that of its class. The deployment
 * fails if the annotation has no effect: on a method that answers no {@code GET} or {@code HEAD}, on one that returns nothing, and in an
 * application without cached methods. On TomEE, methods of sub-resources have no such fields.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface CacheControlled {
    /**
     * Which caches may keep the response.
     *
     * @return the scope
     */
    HttpCacheScope scope() default HttpCacheScope.AUTOMATIC;

    /**
     * The greatest {@code max-age}, in seconds.
     *
     * @return at least 0, or -1 for what is left of the value's lifetime
     */
    long maxAge() default -1;

    /**
     * Whether caches must not use the response any more when {@code max-age} is over, even if they cannot reach the
     * server ({@code must-revalidate}).
     *
     * @return whether they must ask first; not together with {@link #staleWhileRevalidate()}
     */
    boolean mustRevalidate() default false;

    /**
     * Whether caches may use the response for the value's {@link Cached#staleTtl()} after {@code max-age}, while they ask
     * for a new one ({@code stale-while-revalidate}, RFC 5861).
     *
     * @return whether they may; it has no effect without a {@code staleTtl}
     */
    boolean staleWhileRevalidate() default false;

    /**
     * The fields of the request that the response depends on, besides {@code Accept}.
     *
     * @return names of header fields, or {@code *}
     */
    String[] vary() default {};
}
