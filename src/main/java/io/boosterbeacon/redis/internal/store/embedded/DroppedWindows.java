package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.store.embedded.Counter.Window;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the counts of windows that were evicted, in a fixed amount of memory. Each window takes a few bytes and is
 * identified by a fingerprint. When the memory is full, the lowest counts are merged into one maximum per bucket. A
 * window without its own entry is then restored with that maximum: its count may be too high, but never too low, and
 * never higher than the highest count that was dropped. Thread-safe.
 */
final class DroppedWindows {
    private static final int MAX_PARTS = 64;
    /** With fewer buckets in a part, some buckets would be full long before others. */
    private static final int MIN_BUCKETS = 16;

    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final int parts;
    private final int bucketsInPart;
    /** Created when the first window is dropped: in most applications none is. */
    private final AtomicReference<DroppedWindowsPart @Nullable []> made = new AtomicReference<>();
    /** Random, so that nobody can choose a subject that shares the buckets of another one. */
    private final long seed = new SecureRandom().nextLong();

    /** @param maxBytes the maximum memory; at least a few hundred bytes are used */
    DroppedWindows(long maxBytes) {
        int buckets = (int) Math.max(2, Math.min(1 << 28, maxBytes / DroppedWindowsPart.BUCKET_BYTES));
        parts = Math.max(1, Math.min(MAX_PARTS, buckets / MIN_BUCKETS));
        bucketsInPart = buckets / parts;
    }

    /** Remembers the count of a window, and replaces an earlier count of it. */
    void remember(String subject, String policyId, Window window, long now) {
        long hash = hash(subject, policyId);
        part(parts(), hash).remember(hash, window, now);
    }

    /**
     * Restores a window that was dropped.
     *
     * @param id the new id of the window
     */
    @Nullable
    Window recall(String subject, String policyId, long now, long id) {
        DroppedWindowsPart[] all = made.get();
        if (all == null) {
            return null;
        }
        long hash = hash(subject, policyId);
        return part(all, hash).recall(hash, now, id);
    }

    /** Whether nothing was ever dropped. */
    boolean isEmpty() {
        return made.get() == null;
    }

    /**
     * Forgets a window that was dropped.
     *
     * @param above a window without its own entry is restored with the maximum of its bucket. If that is above this count,
     *     the window gets an entry that counts 0, as long as there is memory
     */
    void forget(String subject, String policyId, long now, long above) {
        DroppedWindowsPart[] all = made.get();
        if (all != null) {
            long hash = hash(subject, policyId);
            part(all, hash).forget(hash, now, above);
        }
    }

    void clear() {
        made.set(null);
    }

    private DroppedWindowsPart[] parts() {
        DroppedWindowsPart[] all = made.get();
        if (all == null) {
            DroppedWindowsPart[] fresh = IntStream.range(0, parts)
                    .mapToObj(i -> new DroppedWindowsPart(bucketsInPart))
                    .toArray(DroppedWindowsPart[]::new);
            all = made.compareAndSet(null, fresh) ? fresh : parts();
        }
        return all;
    }

    private static DroppedWindowsPart part(DroppedWindowsPart[] all, long hash) {
        return all[(int) (hash >>> 57) % all.length];
    }

    private long hash(String subject, String policyId) {
        long hash = hash(hash(seed, subject) + 1, policyId) * MIX;
        return (hash ^ hash >>> 32) * MIX;
    }

    private static long hash(long start, String text) {
        long hash = start;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * MIX;
            hash ^= hash >>> 29;
        }
        return hash;
    }
}
