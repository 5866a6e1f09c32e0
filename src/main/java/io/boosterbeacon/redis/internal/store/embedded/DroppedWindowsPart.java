package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.store.embedded.Subject.Window;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A part of {@link DroppedWindows}: a hash table of buckets. A window has two buckets, either of which says where the other is,
 * and is kept in the one that has more room. When both are full, the lowest count among theirs and its own is kept only as
 * the two buckets' maximum. Thread-safe.
 */
final class DroppedWindowsPart {
    private static final int SLOTS = 8;
    static final int BUCKET_BYTES = SLOTS * (Long.BYTES + Integer.BYTES) + Long.BYTES;

    private static final int COUNT_BITS = 22;
    /** Ends are kept in steps of 4 ms, rounded up: so they fit beside the count. */
    private static final int END_STEP_BITS = 2;
    /** A count is a number of this many bits, to be shifted by the rest of its bits. */
    private static final int EXACT_BITS = 16;

    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final ReentrantLock lock = new ReentrantLock();
    private final int buckets;
    /** Count and end of each slot's window; ended if there is none. */
    private final long[] windows;

    private final int[] fingerprints;
    /** The highest count and end of what had no room in a bucket. */
    private final long[] crowds;

    DroppedWindowsPart(int buckets) {
        this.buckets = buckets;
        windows = new long[buckets * SLOTS];
        fingerprints = new int[buckets * SLOTS];
        crowds = new long[buckets];
    }

    /** Keeps a window, in place of what was kept of it before. */
    void remember(long hash, Window window, long now) {
        lock.lock();
        try {
            put(hash, window, now);
        } finally {
            lock.unlock();
        }
    }

    /** The window as it may have been, under a new id. */
    @Nullable
    Window recall(long hash, long now, long id) {
        lock.lock();
        try {
            return get(hash, now, id);
        } finally {
            lock.unlock();
        }
    }

    private void put(long hash, Window window, long now) {
        int print = (int) hash;
        int one = Math.floorMod((int) (hash >>> 32), buckets);
        int other = other(one, print);
        int place = find(one, other, print, now);
        if (place < 0 && window.count() == 0 && crowd(one, other, now) == 0) {
            return; // as if it had never been
        }
        if (place < 0) {
            place = vacancy(one, other, now);
        }
        if (place < 0) {
            place = lowest(one, other);
            if (count(windows[place]) >= window.count()) {
                crowd(one, other, packed(window), now);
                return;
            }
            int bucket = place / SLOTS;
            crowd(bucket, other(bucket, fingerprints[place]), windows[place], now);
        }
        windows[place] = packed(window);
        fingerprints[place] = print;
    }

    private @Nullable Window get(long hash, long now, long id) {
        int print = (int) hash;
        int one = Math.floorMod((int) (hash >>> 32), buckets);
        int other = other(one, print);
        int place = find(one, other, print, now);
        long found = place < 0 ? crowd(one, other, now) : windows[place];
        return end(found) <= now || count(found) == 0 ? null : new Window(id, count(found), end(found));
    }

    /** The other one of the two buckets of a fingerprint, whichever is given. */
    private int other(int bucket, int print) {
        return Math.floorMod((int) ((print * MIX) >>> 33) % buckets - bucket, buckets);
    }

    private int find(int one, int other, int print, long now) {
        int found = find(one, print, now);
        return found < 0 ? find(other, print, now) : found;
    }

    private int find(int bucket, int print, long now) {
        for (int i = bucket * SLOTS; i < (bucket + 1) * SLOTS; i++) {
            if (fingerprints[i] == print && end(windows[i]) > now) {
                return i;
            }
        }
        return -1;
    }

    private int vacancy(int one, int other, long now) {
        int ofOne = vacancies(one, now);
        int ofOther = vacancies(other, now);
        int bucket = ofOne >= ofOther ? one : other;
        for (int i = bucket * SLOTS; i < (bucket + 1) * SLOTS; i++) {
            if (end(windows[i]) <= now) {
                return i;
            }
        }
        return -1;
    }

    private int vacancies(int bucket, long now) {
        int found = 0;
        for (int i = bucket * SLOTS; i < (bucket + 1) * SLOTS; i++) {
            found += end(windows[i]) <= now ? 1 : 0;
        }
        return found;
    }

    private int lowest(int one, int other) {
        int ofOne = lowest(one);
        int ofOther = lowest(other);
        return count(windows[ofOne]) <= count(windows[ofOther]) ? ofOne : ofOther;
    }

    private int lowest(int bucket) {
        int lowest = bucket * SLOTS;
        for (int i = lowest + 1; i < (bucket + 1) * SLOTS; i++) {
            lowest = count(windows[i]) < count(windows[lowest]) ? i : lowest;
        }
        return lowest;
    }

    /** What one without a slot of its own has counted at most. */
    private long crowd(int one, int other, long now) {
        long ofOne = end(crowds[one]) <= now ? 0 : crowds[one];
        long ofOther = end(crowds[other]) <= now ? 0 : crowds[other];
        return (Math.min(steps(ofOne), steps(ofOther)) << COUNT_BITS) | Math.min(bits(ofOne), bits(ofOther));
    }

    private void crowd(int one, int other, long window, long now) {
        crowds[one] = end(crowds[one]) <= now ? window : higher(crowds[one], window);
        crowds[other] = end(crowds[other]) <= now ? window : higher(crowds[other], window);
    }

    private static long packed(Window window) {
        return (((window.end() >> END_STEP_BITS) + 1) << COUNT_BITS) | packed(window.count());
    }

    /** Rounded up, by less than a 32,000th; higher bits are of a higher count. */
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
