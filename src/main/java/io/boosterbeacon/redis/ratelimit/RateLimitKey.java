package io.boosterbeacon.redis.ratelimit;

/**
 * The subject that a {@link RateLimit} counts for.
 *
 * <p>Outside an HTTP request (timers, messages) there is no caller: all such calls share one count per endpoint.
 */
public enum RateLimitKey {
    /** The remote address of the connection. {@code X-Forwarded-For} is not read, because clients can forge it. */
    CLIENT_IP,
    /** The name of the authenticated caller; unauthenticated requests share one count. */
    USER,
    /** The name of the authenticated caller; for an unauthenticated request, the address. */
    USER_OR_IP,
    /** All callers share one count. */
    GLOBAL,
    /** The value of the header {@link RateLimit#keyArgument()}; requests without it share one count. */
    HEADER,
    /**
     * The value of the claim {@link RateLimit#keyArgument()} of the verified JWT; requests without it share one count.
     */
    CLAIM
}
