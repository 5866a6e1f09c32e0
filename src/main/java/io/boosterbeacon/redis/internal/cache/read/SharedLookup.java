package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.store.CacheStore.Lookup;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A look-up for all callers of this JVM who have waited for the end of the same lease. They share all that was found but
 * a lease, which only one can have.
 *
 * @param number of the look-up, in the order in which the callers and the shared look-ups of the node have begun
 */
record SharedLookup(long number, Duration localTtl, CompletableFuture<Optional<Lookup>> found) {
    SharedLookup(long number, Duration localTtl) {
        this(number, localTtl, new CompletableFuture<>());
    }

    /**
     * Whether a caller may have the value. What a caller has changed before it reads, it has to see: a look-up that was
     * sent before may have missed it.
     */
    boolean isFor(long caller, Duration ttl) {
        return number > caller && localTtl.equals(ttl);
    }
}
