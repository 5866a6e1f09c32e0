package io.boosterbeacon.redis.internal.cache.read;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The outcomes of some reads of a {@link BulkRead}, of which the missing values are loaded together. For one use. */
final class BulkBatch {
    private final IntFunction<ValueRead> reads;
    private final List<@Nullable Object> values;
    private final CompletableFuture<Map<Integer, ? extends @Nullable Object>> loaded = new CompletableFuture<>();
    private final Map<Integer, CompletableFuture<@Nullable Object>> loads = new LinkedHashMap<>();
    private final Set<Integer> needed = new LinkedHashSet<>();

    /**
     * @param reads by position
     * @param values are set, by position
     */
    BulkBatch(IntFunction<ValueRead> reads, List<@Nullable Object> values) {
        this.reads = reads;
        this.values = values;
    }

    void add(Integer position, Outcome outcome) {
        if (outcome instanceof Outcome.Opened opened) {
            values.set(position, opened.value());
            return;
        }
        CompletableFuture<@Nullable Object> load =
                outcome instanceof Outcome.Load own ? begun(position, own) : value(position);
        loads.put(position, load);
        if (!load.isDone()) {
            needed.add(position);
        }
    }

    /** It ends at once if a stale value is served instead. */
    private CompletableFuture<@Nullable Object> begun(Integer position, Outcome.Load load) {
        try {
            CompletionStage<?> stage = reads.apply(position).loading().loadStage(load, () -> value(position));
            return stage == null
                    ? CompletableFuture.completedFuture(null)
                    : stage.<@Nullable Object>thenApply(value -> value).toCompletableFuture();
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<@Nullable Object> value(Integer position) {
        return loaded.thenApply(all -> all.get(position));
    }

    /** Loads the missing values on this thread, and waits until they are stored. */
    void load(BulkRead.BulkLoader loader) throws Throwable {
        if (!needed.isEmpty()) {
            try {
                loaded.complete(loader.load(Collections.unmodifiableSet(needed)));
            } catch (Throwable failure) {
                loaded.completeExceptionally(failure);
            }
        }
        try {
            end().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw Lookups.unwrapped(e);
        }
    }

    /** Starts the load of the missing values. The stage completes when they are stored. */
    CompletionStage<Void> loadAsync(BulkRead.AsyncBulkLoader loader) {
        if (!needed.isEmpty()) {
            CompletionStage<?> unused = started(loader).whenComplete((all, failure) -> {
                if (failure == null) {
                    loaded.complete(all);
                } else {
                    loaded.completeExceptionally(failure);
                }
            });
        }
        return end();
    }

    private CompletionStage<? extends Map<Integer, ? extends @Nullable Object>> started(
            BulkRead.AsyncBulkLoader loader) {
        try {
            return loader.apply(Collections.unmodifiableSet(needed));
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletionStage<Void> end() {
        return CompletableFuture.allOf(loads.values().toArray(CompletableFuture<?>[]::new))
                .thenAccept(done -> loads.forEach((position, value) -> values.set(position, value.join())));
    }
}
