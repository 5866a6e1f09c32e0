package io.boosterbeacon.redis.internal.cache.read;

import java.util.ArrayList;
import java.util.LinkedHashMap;
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
 * A read of several values of one cache. The values are looked up together. The caller loads all values together for
 * which it has been granted leases, and only then waits for those that others load: callers never wait for each other's
 * leases while they hold some. For one use by one caller.
 *
 * <p>Values are known by their positions. A value that is wanted at several positions is read and loaded at the first.
 */
public final class BulkRead {
    private final ReadThrough readThrough;
    private final boolean fresh;
    private final List<@Nullable Object> values = new ArrayList<>();
    /** The reads of what is not near, by position. */
    private final Map<Integer, ValueRead> reads = new LinkedHashMap<>();
    /** The first positions of entries that are wanted more than once, by their other positions. */
    private final Map<Integer, Integer> repeated = new LinkedHashMap<>();
    /** What others load, by position. */
    private final Map<Integer, ValueRead> remaining = new LinkedHashMap<>();

    /** @param fresh whether the caller wants values whose loads begin after its call */
    BulkRead(ReadThrough readThrough, boolean fresh) {
        this.readThrough = readThrough;
        this.fresh = fresh;
    }

    /** Loads values, by position. Missing ones are null. */
    @FunctionalInterface
    public interface BulkLoader {
        Map<Integer, ? extends @Nullable Object> load(Set<Integer> positions) throws Exception;
    }

    /** Starts to load values, by position. Missing ones are null. */
    @FunctionalInterface
    public interface AsyncBulkLoader
            extends Function<Set<Integer>, CompletionStage<? extends Map<Integer, ? extends @Nullable Object>>> {}

    void addNear(@Nullable Object value) {
        values.add(value);
    }

    void add(ValueRead read) {
        reads.put(values.size(), read);
        values.add(null);
    }

    /** Adds the value of an earlier position once more. */
    void addRepeated(Integer first) {
        repeated.put(values.size(), first);
        values.add(null);
    }

    /** Finds the values without a loader, as {@link ValueFinder} does. */
    public CompletionStage<List<@Nullable Object>> find() {
        Map<Integer, CompletableFuture<@Nullable Object>> found =
                byPosition(readThrough.finder().findAll(List.copyOf(reads.values())));
        return all(found).thenApply(done -> {
            found.forEach((position, value) -> values.set(position, value.join()));
            return complete();
        });
    }

    /**
     * Reads the values, and waits for them.
     *
     * @param loader called on this thread, once for all values that this caller has to load, and again for values whose
     *     loads by other callers have given none
     */
    public List<@Nullable Object> read(BulkLoader loader) throws Throwable {
        Map<Integer, CompletableFuture<Optional<Outcome>>> attempts = attempts();
        BulkBatch batch = batch();
        try {
            all(attempts).toCompletableFuture().get();
            attempts.forEach((position, outcome) -> add(batch, position, outcome.join()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            attempts.forEach((position, late) -> {
                CompletionStage<Void> unused = late.thenAccept(
                        outcome -> outcome.ifPresent(read(position).loading()::abandon));
                batch.add(position, new Outcome.Bypass());
            });
        } catch (ExecutionException e) {
            throw Lookups.unwrapped(e);
        }
        batch.load(loader);
        try {
            awaited().read(readThrough, fresh, loader);
        } catch (CompletionException e) {
            throw Lookups.unwrapped(e);
        }
        return complete();
    }

    /**
     * Reads the values without blocking.
     *
     * @param begin the same as for {@link #read}; called on the thread that has found no value
     */
    public CompletionStage<List<@Nullable Object>> readAsync(AsyncBulkLoader begin) {
        AsyncBulkLoader loader = missing -> readThrough.asCaller(fresh, () -> begin.apply(missing));
        Map<Integer, CompletableFuture<Optional<Outcome>>> attempts = attempts();
        return all(attempts)
                .thenCompose(done -> {
                    BulkBatch batch = batch();
                    attempts.forEach((position, outcome) -> add(batch, position, outcome.join()));
                    return batch.loadAsync(loader);
                })
                .thenCompose(done -> awaited().readAsync(readThrough, fresh, loader))
                .thenApply(done -> complete());
    }

    private List<@Nullable Object> complete() {
        repeated.forEach((position, first) -> values.set(position, values.get(first)));
        return values;
    }

    private Map<Integer, CompletableFuture<Optional<Outcome>>> attempts() {
        return byPosition(readThrough.attemptAll(List.copyOf(reads.values()), fresh));
    }

    /** @param outcome empty if another caller loads the value */
    private void add(BulkBatch batch, Integer position, Optional<Outcome> outcome) {
        // the leases of a transaction last until its end: its caller must not wait for those of others meanwhile
        if (outcome.isEmpty() && !read(position).isInTransaction()) {
            remaining.put(position, read(position));
        } else {
            batch.add(position, outcome.orElseGet(Outcome.Bypass::new));
        }
    }

    private BulkBatch batch() {
        return new BulkBatch(this::read, values);
    }

    private AwaitedReads awaited() {
        return new AwaitedReads(remaining, this::batch);
    }

    private ValueRead read(Integer position) {
        return Objects.requireNonNull(reads.get(position));
    }

    /** Stages in the order of the reads. */
    private <T extends @Nullable Object> Map<Integer, CompletableFuture<T>> byPosition(
            List<? extends CompletionStage<T>> stages) {
        Map<Integer, CompletableFuture<T>> byPosition = new LinkedHashMap<>();
        var next = stages.iterator();
        reads.keySet().forEach(position -> byPosition.put(position, next.next().toCompletableFuture()));
        return byPosition;
    }

    private static <T extends @Nullable Object> CompletionStage<Void> all(Map<?, CompletableFuture<T>> stages) {
        return CompletableFuture.allOf(stages.values().toArray(CompletableFuture<?>[]::new));
    }
}
