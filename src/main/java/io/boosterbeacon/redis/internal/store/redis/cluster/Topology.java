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
 * Which nodes a cluster has: asked by all connections together, once a second at most, and less often while nobody answers.
 * Each time the client connects to all nodes, and logs those that do not answer.
 */
final class Topology {
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Supplier<? extends CompletionStage<Void>> question;
    private final RetryPause pause;
    private final LongSupplier nanos;
    private final AtomicReference<@Nullable CompletableFuture<Void>> last = new AtomicReference<>();
    private volatile long answeredAt;

    /**
     * Starts without knowing any.
     *
     * @param question asks all known nodes
     * @param nanos a clock like {@link System#nanoTime}
     */
    Topology(Supplier<? extends CompletionStage<Void>> question, LongSupplier nanos) {
        this.question = question;
        this.pause = new RetryPause(nanos);
        this.nanos = nanos;
    }

    /** Asks, unless that is being done, or has just been done; then the answer is that of the others. */
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
        ask().whenComplete((seen, failure) -> {
            answeredAt = nanos.getAsLong();
            if (failure == null) {
                pause.succeeded();
                mine.complete(null);
            } else {
                pause.failed();
                mine.completeExceptionally(failure);
            }
        });
        return mine;
    }

    private CompletionStage<Void> ask() {
        try {
            return question.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
