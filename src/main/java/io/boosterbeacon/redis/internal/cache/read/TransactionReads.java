package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** How a transaction reads. */
public final class TransactionReads {
    private TransactionReads() {}

    /**
     * How the transaction reads an entry by itself: what it has loaded, or past the cache if it has changed it or is about to
     * load it. Empty: as everybody does.
     */
    public static Optional<Outcome> own(CacheTransaction transaction, CacheEntry entry) {
        Optional<byte[]> loaded = transaction.loaded(entry);
        if (loaded.isPresent()) {
            return Optional.of(new Outcome.Found(loaded.get(), false));
        }
        return transaction.bypasses(entry) ? Optional.of(UnleasedLoad.alone(false)) : Optional.empty();
    }

    /** Holds a load back whose value only this transaction may see until it has committed. */
    public static Outcome.Load defer(CacheTransaction transaction, CacheEntry entry, Outcome.Load load) {
        return defer(transaction, entry, load, () -> false);
    }

    /** The same; the transaction does not read it again either once it is overtaken. */
    public static Outcome.Load defer(
            CacheTransaction transaction, CacheEntry entry, Outcome.Load load, BooleanSupplier overtaken) {
        DeferredLoad deferred = new DeferredLoad(load, transaction, overtaken);
        if (load.withoutStore()) {
            // it will never be stored: those who wait for it load at once, not one after the other
            load.holdBack();
        }
        transaction.keep(entry, deferred);
        return deferred;
    }
}
