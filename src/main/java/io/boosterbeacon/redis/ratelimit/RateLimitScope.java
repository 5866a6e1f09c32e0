package io.boosterbeacon.redis.ratelimit;

/** The calls that a {@link RateLimit} counts together, for each subject. */
public enum RateLimitScope {
    /** The calls of one method. With an annotation on a class, each of its methods has a count of its own. */
    ENDPOINT,
    /** The calls of all methods of one bean or resource class whose policies have this scope and the same name. */
    CLASS,
    /** The calls of all methods of the application whose policies have this scope and the same name. */
    APPLICATION
}
