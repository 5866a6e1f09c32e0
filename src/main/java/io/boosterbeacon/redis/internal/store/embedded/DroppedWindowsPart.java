package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.store.embedded.Counter.Window;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A part of {@link DroppedWindows}: a hash table of buckets. Each window has two possible buckets and is stored in the
 * one with more free slots. When both are full, the lowest count among their windows and the new one loses its slot,
 * and is kept only in the maximum of the two buckets. Thread-safe.
 */
final class DroppedWindowsPart {
    private static final int SLOTS = 8;
    static final int BUCKET_BYTES = SLOTS * (Long.BYTES + Integer.BYTES) + Long.BYTES;

    private static final int COUNT_BITS = 22;
    /** Ends are stored in steps of 4 ms, rounded up, so that end and count fit into one long. */
    private static final int END_STEP_BITS = 2;
    /** A later end, after the year 2500, is stored as this one. */
    private static final long MAX_END_STEPS = (1L << (Long.SIZE - COUNT_BITS)) - 1;
    /** A count is stored as a number of this many bits and a shift in the remaining bits. */
    private static final int EXACT_BITS = 16;

    /** The encoding of a count that is 0 for certain. It keeps its slot as if it were the first count without a shift. */
    private static final long SURELY_ZERO = 1L << EXACT_BITS;

    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final ReentrantLock lock = new ReentrantLock();
    private final int buckets;
    /** The count and end of the window in each slot. An empty slot has an end in the past. */
    private final long[] windows;

    private final int[] fingerprints;
    /** The highest count and the latest end of the windows that had no slot, for each bucket. */
    private final long[] overflows;

    DroppedWindowsPart(int buckets) {
        this.buckets = buckets;
        windows = new long[buckets * SLOTS];
        fingerprints = new int[buckets * SLOTS];
        overflows = new long[buckets];
    }

    /** Remembers a window, and replaces an earlier count of it. */
    void remember(long hash, Window window, long now) {
        lock.lock();
        try {
            put(hash, window, now);
        } finally {
            lock.unlock();
        }
    }

    /** Restores a window under a new id. */
    @Nullable
    Window recall(long hash, long now, long id) {
        lock.lock();
        try {
            return get(hash, now, id);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Forgets a window.
     *
     * @param above if the maximum of its buckets is above this count, the window gets a slot with the count 0
     */
    void forget(long hash, long now, long above) {
        lock.lock();
        try {
            zero(hash, now, above);
        } finally {
            lock.unlock();
        }
    }

    private void zero(long hash, long now, long above) {
        int fingerprint = (int) hash;
        int one = Math.floorMod((int) (hash >>> 32), buckets);
        int other = other(one, fingerprint);
        int slot = find(one, other, fingerprint, now);
        long merged = overflow(one, other, now);
        boolean surely = count(merged) > above;
        if (slot >= 0) {
            long end = Math.max(steps(windows[slot]), surely ? steps(merged) : 0);
            windows[slot] = (end << COUNT_BITS) | (surely ? SURELY_ZERO : 0);
        } else if (surely) {
            store((steps(merged) << COUNT_BITS) | SURELY_ZERO, one, other, fingerprint, now);
        }
    }

    private void put(long hash, Window window, long now) {
        int fingerprint = (int) hash;
        int one = Math.floorMod((int) (hash >>> 32), buckets);
        int other = other(one, fingerprint);
        int slot = find(one, other, fingerprint, now);
        if (slot < 0 && window.count() == 0 && overflow(one, other, now) == 0) {
            return; // same as unknown
        }
        if (slot < 0) {
            store(packed(window), one, other, fingerprint, now);
        } else if (window.count() > 0 || count(windows[slot]) > 0) {
            windows[slot] = packed(window);
        }
    }

    /** Stores a window in a slot, unless each has a higher count. The one with the lowest count loses its slot. */
    private void store(long window, int one, int other, int fingerprint, long now) {
        int slot = freeSlot(one, other, now);
        if (slot < 0) {
            slot = lowest(one, other);
            if (bits(windows[slot]) >= bits(window)) {
                overflow(one, other, window, now);
                return;
            }
            int bucket = slot / SLOTS;
            overflow(bucket, other(bucket, fingerprints[slot]), windows[slot], now);
        }
        windows[slot] = window;
        fingerprints[slot] = fingerprint;
    }

    private @Nullable Window get(long hash, long now, long id) {
        int fingerprint = (int) hash;
        int one = Math.floorMod((int) (hash >>> 32), buckets);
        int other = other(one, fingerprint);
        int slot = find(one, other, fingerprint, now);
        long found = slot < 0 ? overflow(one, other, now) : windows[slot];
        return end(found) <= now || count(found) == 0 ? null : new Window(id, count(found), end(found));
    }

    /** The other one of the two buckets of a fingerprint. */
    private int other(int bucket, int fingerprint) {
        return Math.floorMod((int) ((fingerprint * MIX) >>> 33) % buckets - bucket, buckets);
    }

    private int find(int one, int other, int fingerprint, long now) {
        int found = find(one, fingerprint, now);
        return found < 0 ? find(other, fingerprint, now) : found;
    }

    private int find(int bucket, int fingerprint, long now) {
        for (int i = bucket * SLOTS; i < (bucket + 1) * SLOTS; i++) {
            if (fingerprints[i] == fingerprint && end(windows[i]) > now) {
                return i;
            }
        }
        return -1;
    }

    private int freeSlot(int one, int other, long now) {
        int ofOne = freeSlots(one, now);
        int ofOther = freeSlots(other, now);
        int bucket = ofOne >= ofOther ? one : other;
        for (int i = bucket * SLOTS; i < (bucket + 1) * SLOTS; i++) {
            if (end(windows[i]) <= now) {
                return i;
            }
        }
        return -1;
    }

    private int freeSlots(int bucket, long now) {
        int found = 0;
        for (int i = bucket * SLOTS; i < (bucket + 1) * SLOTS; i++) {
            found += end(windows[i]) <= now ? 1 : 0;
        }
        return found;
    }

    private int lowest(int one, int other) {
        int ofOne = lowest(one);
        int ofOther = lowest(other);
        return bits(windows[ofOne]) <= bits(windows[ofOther]) ? ofOne : ofOther;
    }

    private int lowest(int bucket) {
        int lowest = bucket * SLOTS;
        for (int i = lowest + 1; i < (bucket + 1) * SLOTS; i++) {
            lowest = bits(windows[i]) < bits(windows[lowest]) ? i : lowest;
        }
        return lowest;
    }

    /** The maximum count and end of a window without a slot. */
    private long overflow(int one, int other, long now) {
        long ofOne = end(overflows[one]) <= now ? 0 : overflows[one];
        long ofOther = end(overflows[other]) <= now ? 0 : overflows[other];
        return (Math.min(steps(ofOne), steps(ofOther)) << COUNT_BITS) | Math.min(bits(ofOne), bits(ofOther));
    }

    private void overflow(int one, int other, long window, long now) {
        if (count(window) == 0) {
            return;
        }
        overflows[one] = end(overflows[one]) <= now ? window : higher(overflows[one], window);
        overflows[other] = end(overflows[other]) <= now ? window : higher(overflows[other], window);
    }

    private static long packed(Window window) {
        long steps = Math.min(((window.end() - 1) >> END_STEP_BITS) + 1, MAX_END_STEPS);
        return (steps << COUNT_BITS) | packed(window.count());
    }

    /** Encodes a count, rounded up by less than 1/32,000. A higher count never has a lower encoding. */
    private static long packed(long count) {
        int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(count) - EXACT_BITS);
        long bits = count >>> shift;
        if (bits << shift != count) {
            bits++;
        }
        if (bits >>> EXACT_BITS != 0) {
            bits >>>= 1;
            shift++;
        }
        return ((long) shift << EXACT_BITS) | bits;
    }

    private static long count(long cell) {
        long bits = cell & ((1L << EXACT_BITS) - 1);
        int shift = (int) (bits(cell) >>> EXACT_BITS);
        return shift >= Long.SIZE - EXACT_BITS ? Long.MAX_VALUE : bits << shift;
    }

    private static long bits(long cell) {
        return cell & ((1L << COUNT_BITS) - 1);
    }

    private static long steps(long cell) {
        return cell >>> COUNT_BITS;
    }

    private static long end(long cell) {
        return steps(cell) << END_STEP_BITS;
    }

    private static long higher(long cell, long window) {
        return (Math.max(steps(cell), steps(window)) << COUNT_BITS) | Math.max(bits(cell), bits(window));
    }
}
