package io.boosterbeacon.redis.ratelimit;

/**
 * Whom a {@link RateLimit} counts for.
 *
 * <p>Outside an HTTP request (timers, messages) there is no caller: all such calls share one count per endpoint, whatever
 * the kind.
 */
public enum RateLimitKey {
    /** The address of the connection's other end. {@code X-Forwarded-For} is not read: it can be forged. */
    CLIENT_IP,
    /** The authenticated caller's name; requests without one share one count. */
    USER,
    /** The authenticated caller's name, else the address. */
    USER_OR_IP,
    /** Everybody together. */
    GLOBAL,
    /** The value of the header {@link RateLimit#keyArgument()}; requests without it share one count. */
    HEADER,
    /** The value of the claim {@link RateLimit#keyArgument()} of the verified JWT; requests without it share one count. */
    CLAIM
}
