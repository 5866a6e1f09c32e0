package io.boosterbeacon.redis.internal.store.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Which nodes a cluster has: asked by all connections together, once at a time, and less often while nobody answers. */
final class Topology {
    private final Supplier<? extends CompletionStage<Void>> question;
    private final Pace pace;
    private final AtomicReference<@Nullable CompletableFuture<Void>> last = new AtomicReference<>();

    /** @param question asks all known nodes */
    Topology(Supplier<? extends CompletionStage<Void>> question, Pace pace) {
        this.question = question;
        this.pace = pace;
    }

    /** Asks, unless that is being done, or has just failed; then the answer is that of the others. */
    CompletableFuture<Void> refresh() {
        CompletableFuture<Void> before = last.get();
        if (before != null && (!before.isDone() || !pace.isDue())) {
            return before;
        }
        CompletableFuture<Void> mine = new CompletableFuture<>();
        if (!last.compareAndSet(before, mine)) {
            return refresh();
        }
        ask().whenComplete((seen, failure) -> {
            if (failure == null) {
                pace.succeeded();
                mine.complete(null);
            } else {
                pace.failed();
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
