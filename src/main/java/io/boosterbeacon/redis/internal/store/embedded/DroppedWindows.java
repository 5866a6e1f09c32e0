package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.store.embedded.Subject.Window;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What windows had counted that were dropped to make room, in a fixed memory. Each takes a few bytes, which know it by a
 * fingerprint, so that it begins nobody else's window with its count. When more have been dropped than there is room for, the
 * lowest counts are kept as a maximum for all windows of some places: a window that is not known by its fingerprint may then be
 * recalled with a count that is too high, never with one that is too low, and never with more than the highest that was
 * dropped. Thread-safe.
 */
final class DroppedWindows {
    private static final int MAX_PARTS = 64;
    /** Less in a part, and chance would fill some places long before the others. */
    private static final int MIN_BUCKETS = 16;

    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final int parts;
    private final int bucketsInPart;
    /** Made when the first window is dropped: most applications have room for all. */
    private final AtomicReference<DroppedWindowsPart @Nullable []> made = new AtomicReference<>();
    /** Nobody can choose a subject that shares another one's places. */
    private final long seed = new SecureRandom().nextLong();

    /** @param maxBytes what it may take; at least a few hundred are taken */
    DroppedWindows(long maxBytes) {
        int buckets = (int) Math.max(2, Math.min(1 << 28, maxBytes / DroppedWindowsPart.BUCKET_BYTES));
        parts = Math.max(1, Math.min(MAX_PARTS, buckets / MIN_BUCKETS));
        bucketsInPart = buckets / parts;
    }

    /** Keeps what the window has counted, in place of what was kept of it before. */
    void remember(String subject, String policyId, Window window, long now) {
        long hash = hash(subject, policyId);
        part(parts(), hash).remember(hash, window, now);
    }

    /**
     * The window as it may have been when it was dropped.
     *
     * @param id what it is called from now on
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
