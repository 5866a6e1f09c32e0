package io.boosterbeacon.redis.internal.cache.read;

/** How old a stored value is. */
enum Freshness {
    /** It is served. */
    FRESH,
    /** It is served, and one caller replaces it meanwhile. */
    DUE,
    /** It is served only where stale values are, and one caller replaces it meanwhile. */
    STALE
}
