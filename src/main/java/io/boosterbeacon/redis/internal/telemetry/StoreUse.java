package io.boosterbeacon.redis.internal.telemetry;

/** A use of the store. Each use has its own deadline and its own circuit breaker. */
public enum StoreUse {
    /** Programmatic calls of the application. */
    COMMANDS("commands"),
    /** Look-ups of cached values. */
    CACHE("cache"),
    /** Writes and invalidations of cached values. */
    CACHE_WRITE("cache-write"),
    /** Decisions of rate limits. */
    RATE_LIMIT("ratelimit"),
    /** Checks of tokens. */
    REVOCATION("revocation");

    private final String text;

    StoreUse(String text) {
        this.text = text;
    }

    /** The name of the use in events, messages and readiness. */
    public String text() {
        return text;
    }
}
