package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Finds values without loading them: fresh ones, or the last known ones if the store does not answer and the policy
 * accepts stale values. A caller that reads fresh values finds nothing. Thread-safe.
 */
public final class ValueFinder {
    private final ReadThrough readThrough;
    private final AsyncReads async;
    private final CallerBypass bypass;

    ValueFinder(ReadThrough readThrough, AsyncReads async, CallerBypass bypass) {
        this.readThrough = readThrough;
        this.async = async;
        this.bypass = bypass;
    }

    /**
     * Finds a value, and waits for the store. A caller that is interrupted finds nothing.
     *
     * @return the value; null if there is none, if it is null, or if another caller loads it
     */
    public @Nullable Object find(CacheEntry entry, ValueFormat format, ReadPolicy policy) {
        Object near = readThrough.near(entry, format, policy, bypass.isActive());
        if (near != NearHits.NONE) {
            return near;
        }
        try {
            return find(readThrough.begin(entry, format, policy))
                    .toCompletableFuture()
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        }
    }

    /** The same as {@link #find} without waiting. The stage does not fail. */
    public CompletionStage<@Nullable Object> findAsync(CacheEntry entry, ValueFormat format, ReadPolicy policy) {
        Object near = readThrough.near(entry, format, policy, bypass.isActive());
        return near == NearHits.NONE
                ? find(readThrough.begin(entry, format, policy))
                : CompletableFuture.completedFuture(near);
    }

    /** Finds a value that is not near. */
    CompletionStage<@Nullable Object> find(ValueRead read) {
        return value(read, bypass.isActive() ? CompletableFuture.completedFuture(Optional.empty()) : async.find(read));
    }

    /** Finds several values that are not near, in the order of the reads. */
    List<CompletionStage<@Nullable Object>> findAll(List<ValueRead> reads) {
        if (bypass.isActive()) {
            return reads.stream().map(this::find).toList();
        }
        Iterator<CompletionStage<Optional<Outcome.Opened>>> values =
                async.findAll(reads).iterator();
        return reads.stream().map(read -> value(read, values.next())).toList();
    }

    private static CompletionStage<@Nullable Object> value(
            ValueRead read, CompletionStage<Optional<Outcome.Opened>> value) {
        return value.thenApply(found -> {
            if (found.isEmpty()) {
                read.missed();
                return null;
            }
            return found.get().value();
        });
    }
}
