package io.boosterbeacon.redis.cache;

/** Which HTTP caches may keep a response; see {@link CacheControlled#scope()}. */
public enum HttpCacheScope {
    /**
     * {@link #PRIVATE} if the server has authenticated the caller or cannot tell, if the request has a field
     * {@code Authorization} or {@code Cookie}, or if the response sets a cookie. The response says nothing otherwise,
     * and shared caches may keep it. An application that knows its callers in another way, by API keys in fields of
     * their own or by client certificates that the server does not map to users, sets {@link #PRIVATE}, and names these
     * fields in {@link CacheControlled#vary()}.
     */
    AUTOMATIC,

    /** Only the cache of the client. */
    PRIVATE,

    /** Also shared caches, such as those of proxies and content delivery networks, whoever the caller is. */
    PUBLIC
}
