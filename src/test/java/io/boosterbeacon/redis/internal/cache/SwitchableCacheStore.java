package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.internal.store.StoreException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A store whose connection can be cut, stalled and restored. */
final class SwitchableCacheStore implements CacheStore {
    private final CacheStore store;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger touches = new AtomicInteger();
    private final AtomicInteger largestInvalidation = new AtomicInteger();
    private final Queue<Duration> lifetimes = new ConcurrentLinkedQueue<>();
    private final AtomicReference<CompletableFuture<Void>> nextAnswer =
            new AtomicReference<>(CompletableFuture.completedFuture(null));
    private final AtomicReference<CompletableFuture<Void>> nextCall =
            new AtomicReference<>(CompletableFuture.completedFuture(null));
    private final AtomicReference<CompletableFuture<Void>> nextTime =
            new AtomicReference<>(CompletableFuture.completedFuture(null));
    private volatile Line line = Line.UP;
    private volatile CompletableFuture<Void> mended = CompletableFuture.completedFuture(null);

    /** What happens to a call. */
    enum Line {
        UP,
        /** It fails at once. */
        CUT,
        /** It is executed when the connection is restored, whether or not anybody still waits for it. */
        STALLED
    }

    SwitchableCacheStore(CacheStore store) {
        this.store = store;
    }

    void line(Line next) {
        CompletableFuture<Void> before = mended;
        if (next == Line.STALLED) {
            mended = new CompletableFuture<>();
        }
        line = next;
        if (next == Line.UP) {
            before.complete(null);
        }
    }

    /** Executes the next call, but does not answer it before the returned future is completed. */
    CompletableFuture<Void> holdNextAnswer() {
        CompletableFuture<Void> held = new CompletableFuture<>();
        nextAnswer.set(held);
        return held;
    }

    /**
     * Does not execute the next call before the returned future is completed, whether or not anybody still waits for
     * it.
     */
    CompletableFuture<Void> holdNextCall() {
        CompletableFuture<Void> held = new CompletableFuture<>();
        nextCall.set(held);
        return held;
    }

    /** How often the store was called, successfully or not. */
    int calls() {
        return calls.get();
    }

    /** The lifetimes of all values that were to be stored after a load. */
    Collection<Duration> lifetimes() {
        return List.copyOf(lifetimes);
    }

    /** The largest number of entries that one call has invalidated. */
    int largestInvalidation() {
        return largestInvalidation.get();
    }

    private <T> CompletionStage<T> through(Supplier<CompletionStage<T>> call) {
        calls.incrementAndGet();
        return switch (line) {
            case UP -> {
                CompletableFuture<Void> late = nextCall.getAndSet(CompletableFuture.completedFuture(null));
                if (!late.isDone()) {
                    yield late.thenCompose(begun -> call.get()).copy();
                }
                CompletableFuture<Void> held = nextAnswer.getAndSet(CompletableFuture.completedFuture(null));
                CompletionStage<T> answer = call.get();
                yield held.isDone() ? answer : held.thenCompose(released -> answer);
            }
            case CUT ->
                CompletableFuture.failedFuture(
                        new StoreException(RedisErrorType.CONNECTION_ERROR, "the line is cut", null));
            // a view: the call is executed even if its caller gives up
            case STALLED -> mended.thenCompose(up -> call.get()).copy();
        };
    }

    @Override
    public CompletionStage<Lookup> readOrLease(CacheEntry entry, String token, Duration lease, Duration localTtl) {
        return through(() -> store.readOrLease(entry, token, lease, localTtl));
    }

    @Override
    public CompletionStage<List<Lookup>> readOrLeaseAll(List<Wanted> wanted, Duration lease, Duration localTtl) {
        return through(() -> store.readOrLeaseAll(wanted, lease, localTtl));
    }

    @Override
    public void onChange(Consumer<CacheEntry.Cached> listener) {
        store.onChange(listener);
    }

    @Override
    public CompletionStage<Lookup> lease(CacheEntry entry, long seen, String token, Duration lease) {
        return through(() -> store.lease(entry, seen, token, lease));
    }

    /** A node knows the clock of its store without calling it. */
    @Override
    public CompletionStage<Long> time() {
        CompletableFuture<Void> late = nextTime.getAndSet(CompletableFuture.completedFuture(null));
        return late.isDone() ? store.time() : late.thenCompose(asked -> store.time());
    }

    /** The next caller that asks for the time gets it when the returned future is completed. */
    CompletableFuture<Void> holdNextTime() {
        CompletableFuture<Void> held = new CompletableFuture<>();
        nextTime.set(held);
        return held;
    }

    @Override
    public CompletionStage<Boolean> touch(CacheEntry.Cached entry) {
        touches.incrementAndGet();
        return through(() -> store.touch(entry));
    }

    /** How often the life of a value was to be extended. */
    int touches() {
        return touches.get();
    }

    @Override
    public void useTags(String cacheName) {
        store.useTags(cacheName);
    }

    @Override
    public CompletionStage<Boolean> write(
            CacheEntry entry, String token, byte[] value, Lifetime lifetime, List<String> tags) {
        lifetimes.add(Duration.ofMillis(lifetime.fresh()));
        return through(() -> store.write(entry, token, value, lifetime, tags));
    }

    @Override
    public CompletionStage<Boolean> release(CacheEntry entry, String token) {
        return through(() -> store.release(entry, token));
    }

    @Override
    public CompletionStage<Boolean> remove(CacheEntry entry, String token) {
        return through(() -> store.remove(entry, token));
    }

    @Override
    public CompletionStage<Boolean> renew(CacheEntry entry, String token, Duration lease) {
        return through(() -> store.renew(entry, token, lease));
    }

    @Override
    public CompletionStage<Void> leaseEnd(CacheEntry entry, Duration atMost) {
        return through(() -> store.leaseEnd(entry, atMost));
    }

    @Override
    public CompletionStage<Void> put(CacheEntry entry, byte[] value, Lifetime lifetime, List<String> tags) {
        return through(() -> store.put(entry, value, lifetime, tags));
    }

    @Override
    public CompletionStage<Void> invalidate(Collection<? extends CacheEntry> entries) {
        largestInvalidation.accumulateAndGet(entries.size(), Math::max);
        return through(() -> store.invalidate(entries));
    }

    @Override
    public CompletionStage<Void> clear(String cacheName) {
        return through(() -> store.clear(cacheName));
    }

    @Override
    public CompletionStage<Void> invalidateTags(String cacheName, Collection<String> tags) {
        return through(() -> store.invalidateTags(cacheName, tags));
    }
}
