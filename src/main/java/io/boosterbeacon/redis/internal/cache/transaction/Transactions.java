package io.boosterbeacon.redis.internal.cache.transaction;

import java.util.Optional;

/** Finds the transaction of the calling thread. Thread-safe. */
@FunctionalInterface
public interface Transactions {
    /** For servers without transactions. */
    Transactions NONE = Optional::empty;

    /** The transaction of the calling thread; empty unless one is active or marked for rollback. */
    Optional<CacheTransaction> current();
}
