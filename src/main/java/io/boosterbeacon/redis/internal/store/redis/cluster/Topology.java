package io.boosterbeacon.redis.internal.store.redis.cluster;

import io.boosterbeacon.redis.internal.store.redis.connection.RetryPause;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Refreshes the topology of a cluster: at most once a second for all connections together, and less often while no node
 * answers. Each refresh connects to all nodes and logs those that do not answer.
 */
final class Topology {
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Supplier<? extends CompletionStage<Void>> reader;
    private final RetryPause pause;
    private final LongSupplier nanos;
    private final AtomicReference<@Nullable CompletableFuture<Void>> last = new AtomicReference<>();
    private volatile long answeredAt;
    private volatile boolean known;

    /**
     * Starts without a topology.
     *
     * @param reader reads the topology from all known nodes
     * @param nanos a clock like {@link System#nanoTime}
     */
    Topology(Supplier<? extends CompletionStage<Void>> reader, LongSupplier nanos) {
        this.reader = reader;
        this.pause = new RetryPause(nanos);
        this.nanos = nanos;
    }

    /** Whether the topology has been read once. */
    boolean isKnown() {
        return known;
    }

    /** Refreshes the topology. Shares a refresh that is running or has just ended. */
    CompletableFuture<Void> refresh() {
        CompletableFuture<Void> before = last.get();
        if (before != null
                && (!before.isDone() || !pause.isOver() || nanos.getAsLong() - answeredAt < FRESH.toNanos())) {
            return before;
        }
        CompletableFuture<Void> mine = new CompletableFuture<>();
        if (!last.compareAndSet(before, mine)) {
            return refresh();
        }
        read().whenComplete((seen, failure) -> {
            answeredAt = nanos.getAsLong();
            if (failure == null) {
                pause.succeeded();
                known = true;
                mine.complete(null);
            } else {
                pause.failed();
                mine.completeExceptionally(failure);
            }
        });
        return mine;
    }

    private CompletionStage<Void> read() {
        try {
            return reader.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
