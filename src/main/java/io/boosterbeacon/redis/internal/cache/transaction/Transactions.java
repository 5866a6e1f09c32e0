package io.boosterbeacon.redis.internal.cache.transaction;

import java.util.Optional;

/** Tells in which transaction the calling thread is. Thread-safe. */
@FunctionalInterface
public interface Transactions {
    /** For servers that have none. */
    Transactions NONE = Optional::empty;

    /** The thread's transaction; empty unless one is active, or marked for rollback. */
    Optional<CacheTransaction> current();
}
