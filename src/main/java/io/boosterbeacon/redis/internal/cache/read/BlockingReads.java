package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The outcomes of reads whose callers wait. */
record BlockingReads(Lookups lookups, Refreshes refreshes, Touches touches, Ages ages) {
    /** @param loader called in the background if a value is replaced there */
    Outcome outcome(ValueRead read, Loader<?> loader) throws Throwable {
        Outcome own = read.ofTransaction();
        if (own != null) {
            return own;
        }
        Outcome found = lookUp(read, null);
        if (!(found instanceof Outcome.Stored stored)) {
            return read.second(found);
        }
        Outcome opened = stored(read, stored, loader);
        if (opened != null) {
            touches.hit(read.entry(), read.policy().slidingTtl());
            return opened;
        }
        return read.second(
                lookUp(read, read.giveUp(stored).toCompletableFuture().join()));
    }

    /** @param seen which value the caller does not accept; null: it accepts any */
    private Outcome lookUp(ValueRead read, @Nullable Long seen) throws Throwable {
        return lookups.lookUp(read.entry(), seen, read.policy().localTtl(), read.patience());
    }

    /** The outcome for a caller that wants a value whose load begins after its call. */
    Outcome freshOutcome(ValueRead read) throws Throwable {
        return read.isChangedByTransaction()
                ? new Outcome.Bypass()
                : read.fresh(lookups.replace(read.entry(), CacheStore.ANY_AND_TAKE, read.patience()));
    }

    /** The outcome of a look-up that has found a value; null if the value cannot be read. */
    private @Nullable Outcome stored(ValueRead read, Outcome.Stored stored, Loader<?> loader) throws Throwable {
        Age age = ages.of(read, stored.hit()).toCompletableFuture().join();
        Freshness freshness = age.freshness();
        if (freshness == Freshness.FRESH || !(read.entry() instanceof CacheEntry.Cached entry)) {
            return read.first(stored, age);
        }
        long seen = stored.hit().writtenAt();
        if (freshness == Freshness.STALE && !read.policy().serveStale()) {
            return read.replacing(lookups.replace(entry, seen, read.patience()));
        }
        if (refreshes.isRunning(entry)) {
            return read.first(stored, age);
        }
        Outcome.Opened opened = read.open(stored, age);
        if (opened == null) {
            return null;
        }
        RefreshPolicy refresh = read.policy().refresh();
        if (!refresh.inBackground()) {
            return read.replacing(
                    refreshes.byCaller(entry, seen).toCompletableFuture().join(), opened, age);
        }
        CompletableFuture<Outcome.@Nullable Opened> newer =
                refreshes.begin(entry, seen, read.withoutTransaction(), loader);
        Outcome.Opened inTime = freshness == Freshness.STALE ? Refreshes.within(newer, refresh.softTimeout()) : null;
        if (inTime != null) {
            return inTime;
        }
        read.served(freshness == Freshness.STALE);
        return opened;
    }
}
