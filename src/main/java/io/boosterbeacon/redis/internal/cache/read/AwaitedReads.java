package io.boosterbeacon.redis.internal.cache.read;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads whose values other callers load. They are awaited together. A lease that this caller is granted instead is that
 * of a load which begins at once, so that callers never wait for each other while they hold leases. For one use by one
 * caller.
 */
final class AwaitedReads {
    private static final Duration GATHERING = Duration.ofMillis(2);

    private final Map<Integer, ValueRead> reads;
    private final Supplier<BulkBatch> batches;
    private final Map<Integer, CompletableFuture<Outcome>> waiting = new LinkedHashMap<>();
    /** The positions of the outcomes that are there. */
    private final BlockingQueue<Integer> ready = new LinkedBlockingQueue<>();

    /**
     * @param reads by position
     * @param batches are created for the loads, and set the values
     */
    AwaitedReads(Map<Integer, ValueRead> reads, Supplier<BulkBatch> batches) {
        this.reads = reads;
        this.batches = batches;
    }

    /** Waits for all values, or loads them. */
    void read(ReadThrough readThrough, boolean fresh, BulkRead.BulkLoader loader) throws Throwable {
        begin(readThrough, fresh, () -> {});
        try {
            while (!waiting.isEmpty()) {
                List<Integer> positions = await();
                if (positions.isEmpty()) {
                    loadAlone(loader);
                    return;
                }
                batch(positions).load(loader);
            }
        } finally {
            abandon();
        }
    }

    /** Nothing is stored: an interrupt is no failure of the store. */
    private void loadAlone(BulkRead.BulkLoader loader) throws Throwable {
        BulkBatch alone = batches.get();
        waiting.keySet().forEach(position -> alone.add(position, new Outcome.Bypass()));
        alone.load(loader);
    }

    private void begin(ReadThrough readThrough, boolean fresh, Runnable signal) {
        reads.forEach((position, read) -> {
            read.restart();
            waiting.put(position, readThrough.outcome(read, fresh).toCompletableFuture());
        });
        Map.copyOf(waiting).forEach((position, outcome) -> {
            CompletionStage<?> unused = outcome.whenComplete((found, failure) -> {
                ready.add(position);
                signal.run();
            });
        });
    }

    /** Waits for at least one outcome; empty if the caller is interrupted. Bulk reads have no load timeouts. */
    private List<Integer> await() {
        try {
            return gathered(ready.take());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /** Several leases mostly end together: if one value must be loaded, waits briefly for others. */
    private List<Integer> gathered(Integer first) throws InterruptedException {
        List<Integer> positions = positions(first);
        Integer next = first;
        while (next != null
                && positions.size() < waiting.size()
                && positions.stream().anyMatch(this::mustBeLoaded)) {
            next = ready.poll(GATHERING.toNanos(), TimeUnit.NANOSECONDS);
            if (next != null) {
                positions.addAll(positions(next));
            }
        }
        return positions;
    }

    private boolean mustBeLoaded(Integer position) {
        CompletableFuture<Outcome> outcome = waiting.get(position);
        return outcome != null && !outcome.isCompletedExceptionally() && !(outcome.join() instanceof Outcome.Opened);
    }

    /** All positions that are ready, after one that was taken. */
    private List<Integer> positions(@Nullable Integer first) {
        List<Integer> positions = new ArrayList<>();
        if (first != null) {
            positions.add(first);
        }
        ready.drainTo(positions);
        return positions;
    }

    /**
     * The outcomes of some reads.
     *
     * @throws CompletionException with the failure of the load of another caller
     */
    private BulkBatch batch(List<Integer> positions) {
        for (Integer position : positions) {
            CompletableFuture<Outcome> outcome = waiting.get(position);
            if (outcome != null && outcome.isCompletedExceptionally()) {
                Outcome unused = outcome.join();
            }
        }
        BulkBatch batch = batches.get();
        for (Integer position : positions) {
            CompletableFuture<Outcome> outcome = waiting.remove(position);
            if (outcome != null) {
                batch.add(position, outcome.join());
            }
        }
        return batch;
    }

    /** Ends what this caller waits for no longer. */
    private void abandon() {
        waiting.forEach((position, outcome) -> {
            ValueRead read = Objects.requireNonNull(reads.get(position));
            CompletionStage<Void> unused =
                    outcome.thenAccept(late -> read.loading().abandon(late));
        });
        waiting.clear();
    }

    /** The same as {@link #read} without blocking. */
    CompletionStage<Void> readAsync(ReadThrough readThrough, boolean fresh, BulkRead.AsyncBulkLoader loader) {
        if (reads.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        // counts outcomes that have come since the last batch was begun: one batch at a time
        AtomicInteger signals = new AtomicInteger(1);
        begin(readThrough, fresh, () -> {
            if (signals.getAndIncrement() == 0) {
                next(signals, loader, done);
            }
        });
        next(signals, loader, done);
        return done;
    }

    private void next(AtomicInteger signals, BulkRead.AsyncBulkLoader loader, CompletableFuture<Void> done) {
        int seen = signals.get();
        CompletionStage<Void> loaded;
        try {
            loaded = batch(positions(null)).loadAsync(loader);
        } catch (CompletionException e) {
            loaded = CompletableFuture.failedFuture(e);
        }
        CompletionStage<?> unused = loaded.whenComplete((stored, failure) -> {
            if (failure != null) {
                abandon();
                done.completeExceptionally(failure);
            } else if (waiting.isEmpty()) {
                done.complete(null);
            } else if (signals.addAndGet(-seen) != 0) {
                next(signals, loader, done);
            }
        });
    }
}
