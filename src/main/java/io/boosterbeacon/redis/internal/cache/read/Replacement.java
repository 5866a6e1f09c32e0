package io.boosterbeacon.redis.internal.cache.read;

/**
 * The load of a caller that replaces a value which it could also get.
 *
 * @param attempt must be told how the load ends, so that other callers are served without an attempt of their own
 */
record Replacement(Outcome.Load load, Attempt attempt) {
    /** An attempt to replace a value. */
    interface Attempt {
        /** The value was loaded, or nobody has tried to load it: the next attempt may begin at once. */
        void ended();

        /** The value could not be loaded: the next attempt waits. */
        void failed();
    }
}
