package io.boosterbeacon.redis.internal.config;

/** What writes the JSON of cached values ({@code beacon.cache.json}). */
public enum JsonChoice {
    /** The application's own object, if there is one bean of it, else this library. */
    AUTO,

    /** This library. */
    LIBRARY,

    /** The application's {@code ObjectMapper}. */
    JACKSON,

    /** The application's {@code Jsonb}. */
    JSONB
}
