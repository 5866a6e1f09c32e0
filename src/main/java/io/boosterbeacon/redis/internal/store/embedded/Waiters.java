package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.concurrent.Deadlines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/** Who waits for a key, each for a time of its own. Nothing remains of a waiter that has been woken or timed out. */
final class Waiters<K> {
    // The lists are changed only inside the map's compute methods, and read when they have left it.
    private final ConcurrentHashMap<K, List<CompletableFuture<Void>>> waiters = new ConcurrentHashMap<>();
    private final Deadlines deadlines;

    Waiters(Deadlines deadlines) {
        this.deadlines = deadlines;
    }

    /** A stage that {@link #wake} completes from now on, and time after {@code atMost}. */
    CompletionStage<Void> await(K key, Duration atMost) {
        var waiter = new CompletableFuture<Void>();
        waiters.compute(key, (same, waiting) -> {
            List<CompletableFuture<Void>> all = waiting == null ? new ArrayList<>() : waiting;
            all.add(waiter);
            return all;
        });
        Future<?> alarm = deadlines.once(atMost, () -> waiter.complete(null));
        return waiter.whenComplete((nothing, never) -> {
            alarm.cancel(false);
            forgetDone(key);
        });
    }

    private void forgetDone(K key) {
        waiters.computeIfPresent(key, (same, waiting) -> {
            waiting.removeIf(CompletableFuture::isDone);
            return waiting.isEmpty() ? null : waiting;
        });
    }

    void wake(K key) {
        List<CompletableFuture<Void>> waiting = waiters.remove(key);
        if (waiting != null) {
            waiting.forEach(each -> each.complete(null));
        }
    }

    void wakeIf(Predicate<? super K> which) {
        waiters.keySet().stream().filter(which).forEach(this::wake);
    }

    int size() {
        return waiters.size();
    }
}
