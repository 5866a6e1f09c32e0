package io.boosterbeacon.redis.internal.telemetry;

/** What the store is used for. Each use has a deadline and a circuit breaker of its own. */
public enum StoreUse {
    /** Calls of the application's own. */
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

    /** Its name in events, messages and readiness. */
    public String text() {
        return text;
    }
}
