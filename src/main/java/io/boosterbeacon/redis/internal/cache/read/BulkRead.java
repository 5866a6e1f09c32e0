package io.boosterbeacon.redis.internal.cache.read;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A read of several values of one cache. The look-ups are sent together. The caller loads all values together for which
 * it has been granted leases, and only then waits for those that others load, one after the other: callers never wait
 * for each other's leases while they hold some. For one use by one caller.
 *
 * <p>Values are known by their positions.
 */
public final class BulkRead {
    private final ReadThrough readThrough;
    private final List<@Nullable Object> values = new ArrayList<>();
    /** The reads of what is not near, by position. */
    private final Map<Integer, ValueRead> reads = new LinkedHashMap<>();
    /** What others load. */
    private final Set<Integer> remaining = new LinkedHashSet<>();

    BulkRead(ReadThrough readThrough) {
        this.readThrough = readThrough;
    }

    /** Loads values, by position. Missing ones are null. */
    @FunctionalInterface
    public interface BulkLoader {
        Map<Integer, ? extends @Nullable Object> load(Set<Integer> positions) throws Exception;
    }

    void addNear(@Nullable Object value) {
        values.add(value);
    }

    void add(ValueRead read) {
        reads.put(values.size(), read);
        values.add(null);
    }

    /** Finds the values without a loader, as {@link ValueFinder} does. */
    public CompletionStage<List<@Nullable Object>> find() {
        Map<Integer, CompletableFuture<@Nullable Object>> found = new LinkedHashMap<>();
        reads.forEach((position, read) ->
                found.put(position, readThrough.finder().find(read).toCompletableFuture()));
        return all(found).thenApply(done -> {
            found.forEach((position, value) -> values.set(position, value.join()));
            return values;
        });
    }

    /**
     * Reads the values, and waits for them.
     *
     * @param loader called on this thread, once for all values that this caller has to load, and once more for each
     *     value whose load by another caller has given none
     */
    public List<@Nullable Object> read(BulkLoader loader) throws Throwable {
        Map<Integer, CompletableFuture<Optional<Outcome>>> attempts = attempts();
        Batch batch = new Batch();
        try {
            all(attempts).toCompletableFuture().get();
            attempts.forEach((position, outcome) -> batch.add(position, outcome.join()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            attempts.forEach((position, late) -> {
                CompletionStage<Void> unused = late.thenAccept(BulkRead::abandon);
                batch.add(position, Optional.of(new Outcome.Bypass()));
            });
        } catch (ExecutionException e) {
            throw Lookups.unwrapped(e);
        }
        if (!batch.needed().isEmpty()) {
            try {
                batch.complete(loader.load(batch.needed()));
            } catch (Throwable failure) {
                batch.fail(failure);
            }
        }
        try {
            batch.end().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw Lookups.unwrapped(e);
        }
        for (Integer position : remaining) {
            ValueRead read = read(position);
            Loader<?> single = () -> single(loader.load(Set.of(position)), position);
            values.set(position, readThrough.read(read.entry(), read.format(), read.policy(), single));
        }
        return values;
    }

    /** The only value of a map. Null is a value, too, which the checker does not believe of a lambda. */
    @SuppressWarnings("NullAway")
    private static Object single(Map<Integer, ? extends @Nullable Object> loaded, Integer position) {
        return loaded.get(position);
    }

    /**
     * Reads the values without blocking.
     *
     * @param loader the same as for {@link #read}; called on the thread that has found no value
     */
    public CompletionStage<List<@Nullable Object>> readAsync(
            Function<Set<Integer>, ? extends CompletionStage<? extends Map<Integer, ? extends @Nullable Object>>>
                    loader) {
        Map<Integer, CompletableFuture<Optional<Outcome>>> attempts = attempts();
        return all(attempts)
                .thenCompose(done -> {
                    Batch batch = new Batch();
                    attempts.forEach((position, outcome) -> batch.add(position, outcome.join()));
                    if (!batch.needed().isEmpty()) {
                        CompletionStage<?> unused = started(loader, batch.needed())
                                .whenComplete((loaded, failure) -> {
                                    if (failure == null) {
                                        batch.complete(loaded);
                                    } else {
                                        batch.fail(failure);
                                    }
                                });
                    }
                    return batch.end();
                })
                .thenCompose(done -> {
                    CompletionStage<?> last = CompletableFuture.completedFuture(null);
                    for (Integer position : remaining) {
                        last = last.thenCompose(before -> readAsync(position, loader));
                    }
                    return last;
                })
                .thenApply(done -> values);
    }

    private CompletionStage<?> readAsync(
            Integer position,
            Function<Set<Integer>, ? extends CompletionStage<? extends Map<Integer, ? extends @Nullable Object>>>
                    loader) {
        ValueRead read = read(position);
        return readThrough
                .readAsync(read.entry(), read.format(), read.policy(), () -> started(loader, Set.of(position))
                        .thenApply(loaded -> loaded.get(position)))
                .thenAccept(value -> values.set(position, value));
    }

    private static CompletionStage<? extends Map<Integer, ? extends @Nullable Object>> started(
            Function<Set<Integer>, ? extends CompletionStage<? extends Map<Integer, ? extends @Nullable Object>>>
                    loader,
            Set<Integer> positions) {
        try {
            return loader.apply(positions);
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Map<Integer, CompletableFuture<Optional<Outcome>>> attempts() {
        Map<Integer, CompletableFuture<Optional<Outcome>>> attempts = new LinkedHashMap<>();
        reads.forEach((position, read) ->
                attempts.put(position, readThrough.attempt(read).toCompletableFuture()));
        return attempts;
    }

    private ValueRead read(Integer position) {
        return Objects.requireNonNull(reads.get(position));
    }

    private static void abandon(Optional<Outcome> late) {
        if (late.orElse(null) instanceof Outcome.Load load) {
            CompletionStage<Void> unused = load.abandon();
        }
    }

    private static <T extends @Nullable Object> CompletionStage<Void> all(Map<?, CompletableFuture<T>> stages) {
        return CompletableFuture.allOf(stages.values().toArray(CompletableFuture<?>[]::new));
    }

    /** The loads of this caller. */
    private final class Batch {
        private final CompletableFuture<Map<Integer, ? extends @Nullable Object>> loaded = new CompletableFuture<>();
        private final Map<Integer, CompletableFuture<@Nullable Object>> loads = new LinkedHashMap<>();
        private final Set<Integer> needed = new LinkedHashSet<>();

        /** @param outcome empty if the value remains to be read */
        void add(Integer position, Optional<Outcome> outcome) {
            Outcome known = outcome.orElse(null);
            // the leases of a transaction last until its end: its caller must not wait for those of others meanwhile
            boolean waits = !read(position).isInTransaction();
            if (known == null && waits) {
                remaining.add(position);
            } else if (known instanceof Outcome.Opened opened) {
                values.set(position, opened.value());
            } else {
                CompletableFuture<@Nullable Object> load =
                        known instanceof Outcome.Load own ? begun(position, own) : value(position);
                loads.put(position, load);
                if (!load.isDone()) {
                    needed.add(position);
                }
            }
        }

        /** It ends at once if a stale value is served instead. */
        private CompletableFuture<@Nullable Object> begun(Integer position, Outcome.Load load) {
            try {
                CompletionStage<?> stage = read(position).loading().loadStage(load, () -> value(position));
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

        /** The positions that must be loaded. */
        Set<Integer> needed() {
            return Collections.unmodifiableSet(needed);
        }

        void complete(Map<Integer, ? extends @Nullable Object> all) {
            loaded.complete(all);
        }

        void fail(Throwable failure) {
            loaded.completeExceptionally(failure);
        }

        /** Completes when all loads have ended. */
        CompletionStage<Void> end() {
            return all(loads)
                    .thenAccept(done -> loads.forEach((position, value) -> values.set(position, value.join())));
        }
    }
}
