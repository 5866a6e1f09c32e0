package io.boosterbeacon.redis.cache;

/** Which HTTP caches may keep a response; see {@link CacheControlled#scope()}. */
public enum HttpCacheScope {
    /**
     * {@link #PRIVATE} if the caller is authenticated, or the request has a field {@code Authorization} or {@code Cookie}.
     * The response says nothing otherwise, and shared caches may keep it.
     */
    AUTOMATIC,

    /** Only the cache of the client. */
    PRIVATE,

    /** Also shared caches, such as those of proxies and content delivery networks, whoever the caller is. */
    PUBLIC
}
