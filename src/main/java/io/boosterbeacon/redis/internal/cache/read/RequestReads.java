package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one request reads from caches: what its thread reads between {@link #begin} and {@link #end}, and what the stages
 * complete with that were begun there. It holds the latest reads only. Thread-safe.
 *
 * <p>The response to an asynchronous request ends on another thread. Its first thread then keeps a weak reference, which
 * holds neither the reads nor the application, until its next read. What another request reads there in the meantime is
 * also recorded, which does no harm: a read is found only by the object that it has returned.
 */
public final class RequestReads {
    private static final int MAX_READS = 64;

    private static final ThreadLocal<@Nullable WeakReference<RequestReads>> OF_THREAD = new ThreadLocal<>();

    private final LongSupplier nanos;
    private final Queue<CachedRead> reads = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean ended;

    /** @param nanos the node's clock, like {@link System#nanoTime} */
    public RequestReads(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Records what the current thread reads from now on. */
    public void begin() {
        OF_THREAD.set(new WeakReference<>(this));
    }

    /** Records nothing any more. To be called on any thread. */
    public void end() {
        ended = true;
        WeakReference<RequestReads> current = OF_THREAD.get();
        if (current != null && current.refersTo(this)) {
            OF_THREAD.remove();
        }
    }

    /** The reads of the current thread; null if they are not recorded. */
    static @Nullable RequestReads current() {
        WeakReference<RequestReads> reference = OF_THREAD.get();
        if (reference == null) {
            return null;
        }
        RequestReads reads = reference.get();
        if (reads == null || reads.ended) {
            OF_THREAD.remove();
            return null;
        }
        return reads;
    }

    /** @param fresh how long the value is fresh from now on, in milliseconds */
    void add(
            CacheEntry entry, ValueFormat format, @Nullable Object value, byte[] bytes, long fresh, ReadPolicy policy) {
        add(new CachedRead(
                entry,
                format,
                value,
                bytes,
                nanos.getAsLong() + Duration.ofMillis(fresh).toNanos(),
                policy.staleTtl(),
                null));
    }

    void add(CachedRead read) {
        if (ended) {
            return;
        }
        reads.add(read);
        if (count.incrementAndGet() > MAX_READS) {
            reads.poll();
        }
    }

    /**
     * The read that has returned an object. If there are several, the latest: a cached method that returns what another
     * one has returned ends after it, and the next hit is one of its own values. Where equal objects may be the same
     * one, such as texts, numbers and constants, an object proves nothing: it must be that of the only read, or of the
     * latest one if that is known to be returned.
     *
     * @param returnsLatest whether the request returns what its latest read has returned
     */
    public Optional<CachedRead> of(Object returned, boolean returnsLatest) {
        List<CachedRead> all = List.copyOf(reads);
        if (all.isEmpty()) {
            return Optional.empty();
        }
        CachedRead latest = all.get(all.size() - 1);
        if (latest.isOf(returned)) {
            return all.size() == 1 || returnsLatest || !CachedRead.mayBeShared(returned)
                    ? Optional.of(latest)
                    : Optional.empty();
        }
        return CachedRead.mayBeShared(returned)
                ? Optional.empty()
                : all.stream().filter(read -> read.isOf(returned)).reduce((earlier, later) -> later);
    }
}
