package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.cache.invalidate.PendingInvalidations;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import io.boosterbeacon.redis.internal.cache.transaction.Transactions;
import io.boosterbeacon.redis.internal.codec.Json.UnbindableException;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.NearValue;
import io.boosterbeacon.redis.internal.telemetry.CacheHits;
import io.boosterbeacon.redis.internal.telemetry.HitSource;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds values that this node keeps. Allocates nothing if a value can be shared. Thread-safe. */
final class NearHits {
    /** There is no value, or it must not be used now. */
    static final Object NONE = new Object();

    /** A value, and who hears that it was found. */
    private record Hit(@Nullable Object value, CacheHits hits) {}

    private final CacheStore store;
    private final PendingInvalidations pending;
    private final Transactions transactions;
    private final Telemetry telemetry;

    NearHits(CacheStore store, PendingInvalidations pending, Transactions transactions, Telemetry telemetry) {
        this.store = store;
        this.pending = pending;
        this.transactions = transactions;
        this.telemetry = telemetry;
    }

    /** The value; {@link #NONE} if the store must be asked. */
    @Nullable
    Object find(CacheEntry entry, ValueFormat format, ReadPolicy policy) {
        if (!pending.isEmpty()) {
            // this node uses nothing that it has read before its missed invalidations are repeated
            return NONE;
        }
        NearValue near = store.near(entry);
        if (near == null || isBypassed(entry)) {
            return NONE;
        }
        NearValue.Opened known = near.opened(format.ofAllCalls());
        Hit hit;
        if (known != null) {
            hit = (Hit) Objects.requireNonNull(known.value());
        } else {
            try {
                hit = new Hit(format.open(entry, near.bytes()), telemetry.cacheHits(policy.cache(), HitSource.NEAR));
                if (format.isShareable()) {
                    near.keep(format.ofAllCalls(), hit, format.length(entry, near.bytes()));
                }
            } catch (UnbindableException e) {
                // it is read from the store, and replaced
                return NONE;
            }
        }
        hit.hits().hit();
        Object value = hit.value();
        RequestReads reads = RequestReads.current();
        if (reads != null) {
            reads.add(new CachedRead(entry, format, value, near.bytes(), near.freshUntil(), policy.staleTtl(), near));
        }
        return value;
    }

    private boolean isBypassed(CacheEntry entry) {
        CacheTransaction transaction = transactions.current().orElse(null);
        return transaction != null && transaction.bypasses(entry);
    }
}
