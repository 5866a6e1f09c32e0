package io.boosterbeacon.redis.internal.concurrent;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/**
 * Callers that wait for an event under a key, each with its own timeout. A waiter is removed when it is woken or its
 * time is over. Thread-safe.
 *
 * @param <K> the type of keys, with {@code equals} and {@code hashCode}
 */
public final class Waiters<K> {
    // A set is modified only inside the map's compute methods, and read after it was removed from the map.
    private final ConcurrentMap<K, Set<CompletableFuture<Void>>> waiting = new ConcurrentHashMap<>();
    private final Scheduler timer;

    /** @param timer wakes waiters whose time is over, on a thread that may block, and all waiters when it is closed */
    public Waiters(Scheduler timer) {
        this.timer = timer;
        timer.onClose(() -> wakeIf(key -> true));
    }

    /** Completes when one of the keys is woken from now on, or after {@code atMost}. */
    public CompletableFuture<Void> await(List<? extends K> keys, Duration atMost) {
        CompletableFuture<Void> waiter = new CompletableFuture<>();
        keys.forEach(key -> waiting.compute(key, (same, others) -> {
            Set<CompletableFuture<Void>> all = others == null ? new HashSet<>() : others;
            all.add(waiter);
            return all;
        }));
        Future<?> alarm = timer.once(atMost, () -> timer.offload(() -> waiter.complete(null)));
        CompletableFuture<Void> unused = waiter.whenComplete((woken, never) -> {
            alarm.cancel(false);
            keys.forEach(key -> forget(key, waiter));
        });
        return waiter;
    }

    @SuppressWarnings("CollectionUndefinedEquality") // waiters are compared by identity
    private void forget(K key, CompletableFuture<Void> waiter) {
        waiting.computeIfPresent(key, (same, others) -> {
            others.remove(waiter);
            return others.isEmpty() ? null : others;
        });
    }

    /** Wakes all waiters of a key. */
    public void wake(K key) {
        Set<CompletableFuture<Void>> woken = waiting.remove(key);
        if (woken != null) {
            woken.forEach(waiter -> waiter.complete(null));
        }
    }

    /** Wakes all waiters of the keys that match. */
    public void wakeIf(Predicate<? super K> which) {
        waiting.keySet().stream().filter(which).forEach(this::wake);
    }

    /** The number of keys that have waiters. */
    public int size() {
        return waiting.size();
    }
}
