package io.boosterbeacon.redis.internal.store.redis;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Wakes those who wait for a lease when its end is published. News can be missed while the connection is down: everybody is
 * woken when it is back, and nobody waits longer than asked for.
 */
final class LeaseEnds extends RedisPubSubAdapter<String, byte[]> {
    private final ConcurrentMap<String, Set<CompletableFuture<Void>>> waiting = new ConcurrentHashMap<>();
    private final ScheduledExecutorService executor;

    LeaseEnds(ScheduledExecutorService executor) {
        this.executor = executor;
    }

    /** Completes when the end of any of the names is published, or when the time is over. */
    @SuppressWarnings("CollectionUndefinedEquality") // waiters are told apart by identity
    CompletableFuture<Void> await(List<String> names, Duration atMost) {
        CompletableFuture<Void> waiter = new CompletableFuture<>();
        names.forEach(name -> waiting.compute(name, (key, others) -> {
            Set<CompletableFuture<Void>> all = others == null ? ConcurrentHashMap.newKeySet() : others;
            all.add(waiter);
            return all;
        }));
        Future<?> alarm;
        try {
            alarm = executor.schedule(() -> waiter.complete(null), atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            waiter.complete(null); // the store is closed: nothing will be published
            alarm = waiter;
        }
        Future<?> backstop = alarm;
        CompletableFuture<Void> unused = waiter.whenComplete((ended, failure) -> {
            backstop.cancel(false);
            names.forEach(name -> waiting.computeIfPresent(name, (key, others) -> {
                others.remove(waiter);
                return others.isEmpty() ? null : others;
            }));
        });
        return waiter;
    }

    @Override
    public void message(String channel, byte[] name) {
        wake(new String(name, StandardCharsets.UTF_8));
    }

    /** After a reconnection: what was published meanwhile is lost. */
    @Override
    public void subscribed(String channel, long count) {
        wakeAll();
    }

    /** Lets nobody wait any longer, once the executor takes no more tasks. */
    void close() {
        wakeAll();
    }

    private void wakeAll() {
        List.copyOf(waiting.keySet()).forEach(this::wake);
    }

    private void wake(String name) {
        Set<CompletableFuture<Void>> waiters = waiting.get(name);
        if (waiters != null) {
            List.copyOf(waiters).forEach(waiter -> waiter.complete(null));
        }
    }
}
