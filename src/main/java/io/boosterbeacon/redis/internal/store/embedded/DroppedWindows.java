package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.store.embedded.Subject.Window;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What windows had counted that were dropped to make room, in a fixed memory: a count-min sketch that keeps maxima instead of
 * sums. Each window has one cell in each of {@value #ROWS} rows, and raises it to its count and end. What is recalled is the
 * lowest of a window's cells: never less than what it had counted, and more only if in every row another one that had
 * counted more was dropped into the same cell. However many are dropped, no count exceeds the highest of theirs.
 * Thread-safe.
 */
final class DroppedWindows {
    /** Above this a window cannot be told here: it must not be dropped. */
    static final long MAX_COUNT = (1L << 22) - 1;

    private static final int ROWS = 4;
    private static final int COUNT_BITS = 22;
    /** Ends are kept in steps of 4 ms, rounded up: so they fit beside the count. */
    private static final int END_STEP_BITS = 2;

    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final int cellsInRow;
    /** Made when the first window is dropped: most applications have room for all. */
    private final AtomicReference<@Nullable AtomicLongArray> cells = new AtomicReference<>();
    /** Nobody can choose a subject that shares another one's cells. */
    private final long seed = new SecureRandom().nextLong();

    /** @param maxBytes what it may take; at least 32 */
    DroppedWindows(long maxBytes) {
        cellsInRow = (int) Math.min(1 << 28, Long.highestOneBit(maxBytes / Long.BYTES / ROWS));
    }

    void remember(String subject, String policyId, Window window, long now) {
        AtomicLongArray all = cells();
        long hash = hash(subject, policyId);
        for (int row = 0; row < ROWS; row++) {
            all.accumulateAndGet(
                    cell(hash, row), packed(window), (cell, next) -> end(cell) <= now ? next : higher(cell, next));
        }
    }

    /**
     * The window as it may have been when it was dropped.
     *
     * @param id what it is called from now on
     */
    @Nullable
    Window recall(String subject, String policyId, long now, long id) {
        AtomicLongArray all = cells.get();
        if (all == null) {
            return null;
        }
        long hash = hash(subject, policyId);
        long count = Long.MAX_VALUE;
        long end = Long.MAX_VALUE;
        for (int row = 0; row < ROWS; row++) {
            long cell = all.get(cell(hash, row));
            count = Math.min(count, count(cell));
            end = Math.min(end, end(cell));
        }
        return end <= now || count == 0 ? null : new Window(id, count, end);
    }

    void clear() {
        cells.set(null);
    }

    private AtomicLongArray cells() {
        AtomicLongArray all = cells.get();
        if (all == null) {
            AtomicLongArray made = new AtomicLongArray(ROWS * cellsInRow);
            all = cells.compareAndSet(null, made) ? made : cells();
        }
        return all;
    }

    private int cell(long hash, int row) {
        long mixed = (hash + row * MIX) * MIX;
        mixed ^= mixed >>> 32;
        return row * cellsInRow + (int) ((mixed * MIX) >>> 33) % cellsInRow;
    }

    private long hash(String subject, String policyId) {
        return hash(hash(seed, subject) + 1, policyId);
    }

    private static long hash(long start, String text) {
        long hash = start;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * MIX;
            hash ^= hash >>> 29;
        }
        return hash;
    }

    private static long packed(Window window) {
        long steps = (window.end() >> END_STEP_BITS) + 1;
        return (steps << COUNT_BITS) | window.count();
    }

    private static long count(long cell) {
        return cell & MAX_COUNT;
    }

    private static long end(long cell) {
        return (cell >>> COUNT_BITS) << END_STEP_BITS;
    }

    private static long higher(long cell, long window) {
        long steps = Math.max(cell >>> COUNT_BITS, window >>> COUNT_BITS);
        return (steps << COUNT_BITS) | Math.max(count(cell), count(window));
    }
}
