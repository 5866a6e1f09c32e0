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
 * Who waits for something to happen under a key, each for a time of its own. Nothing remains of a waiter that has been woken
 * or whose time is over. Thread-safe.
 *
 * @param <K> with equality
 */
public final class Waiters<K> {
    // A set is changed only inside the map's compute methods, and read when it has left the map.
    private final ConcurrentMap<K, Set<CompletableFuture<Void>>> waiting = new ConcurrentHashMap<>();
    private final Deadlines timer;

    /** @param timer wakes those whose time is over; closed, it lets nobody wait */
    public Waiters(Deadlines timer) {
        this.timer = timer;
        timer.onClose(() -> wakeIf(key -> true));
    }

    /** Completes when any of the keys is woken from now on, or after {@code atMost}. */
    public CompletableFuture<Void> await(List<? extends K> keys, Duration atMost) {
        CompletableFuture<Void> waiter = new CompletableFuture<>();
        keys.forEach(key -> waiting.compute(key, (same, others) -> {
            Set<CompletableFuture<Void>> all = others == null ? new HashSet<>() : others;
            all.add(waiter);
            return all;
        }));
        Future<?> alarm = timer.once(atMost, () -> waiter.complete(null));
        CompletableFuture<Void> unused = waiter.whenComplete((woken, never) -> {
            alarm.cancel(false);
            keys.forEach(key -> forget(key, waiter));
        });
        return waiter;
    }

    @SuppressWarnings("CollectionUndefinedEquality") // waiters are told apart by identity
    private void forget(K key, CompletableFuture<Void> waiter) {
        waiting.computeIfPresent(key, (same, others) -> {
            others.remove(waiter);
            return others.isEmpty() ? null : others;
        });
    }

    /** Wakes all who wait for the key. */
    public void wake(K key) {
        Set<CompletableFuture<Void>> woken = waiting.remove(key);
        if (woken != null) {
            woken.forEach(waiter -> waiter.complete(null));
        }
    }

    /** Wakes all who wait for one of these keys. */
    public void wakeIf(Predicate<? super K> which) {
        waiting.keySet().stream().filter(which).forEach(this::wake);
    }

    /** How many keys somebody waits for. */
    public int size() {
        return waiting.size();
    }
}
