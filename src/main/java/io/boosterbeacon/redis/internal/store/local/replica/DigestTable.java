package io.boosterbeacon.redis.internal.store.local.replica;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A compact hash table from digests to an expiry, a kind and, if wanted, a number. A digest is 32 random bytes, as
 * {@code io.boosterbeacon.redis.internal.codec.Digest} writes them: 43 characters in base64url. It takes {@value #BYTES}
 * bytes a slot, and 8 more with numbers; after it has grown, 72 % of the slots are used, and it grows when 88 % are.
 *
 * <p>One thread at a time changes the table, any number read it at the same time. They see a change at the latest when they
 * have read something that the changing thread has written after it. Look-ups allocate nothing.
 *
 * <p>The slots are probed one after the other. For each slot there is a control byte: 0 if the slot was never used, else
 * seven bits of the digest, so that a look-up of an unknown digest reads almost only these bytes.
 */
final class DigestTable {
    /** A control byte, a digest, and an expiry with its kind. */
    static final int BYTES = 1 + Digits.WORDS * Long.BYTES + Integer.BYTES;

    private static final double USED_AFTER_GROWTH = 0.72;
    private static final double MAX_USED = 0.88;
    private static final int MIN_CAPACITY = 16;

    private static final int KIND_SHIFT = 30;
    private static final int EXPIRY_MASK = (1 << KIND_SHIFT) - 1;
    private static final long SECOND = 1_000;
    /** 2020. Expiries up to 2054 can be stored. */
    private static final long BEGINNING = 1_577_836_800_000L;

    private static final VarHandle CONTROL = MethodHandles.arrayElementVarHandle(byte[].class);
    private static final VarHandle EXPIRY = MethodHandles.arrayElementVarHandle(int[].class);
    private static final VarHandle NUMBER = MethodHandles.arrayElementVarHandle(long[].class);

    private final boolean hasNumbers;
    private volatile Slots slots;

    /** Receives what is in a table. */
    interface Visitor {
        void visit(String digest, int kind, long expiresAtMillis, long number);
    }

    /** The arrays of one capacity. */
    private static final class Slots {
        final byte[] control;
        final long[] digests;
        final int[] expiries;
        final long @Nullable [] numbers;
        /** Used only by the thread that changes the table. */
        int used;

        Slots(int capacity, boolean hasNumbers) {
            control = new byte[capacity];
            digests = new long[Math.multiplyExact(capacity, Digits.WORDS)];
            expiries = new int[capacity];
            numbers = hasNumbers ? new long[capacity] : null;
        }

        /** The slot of a digest, or else a negative number: the complement of the slot where it belongs. */
        int find(String digest, long first) {
            byte[] controls = control;
            byte wanted = controlOf(first);
            int slot = firstSlot(first);
            while (true) {
                byte found = (byte) CONTROL.getAcquire(controls, slot);
                if (found == 0) {
                    return ~slot;
                }
                int at = slot * Digits.WORDS;
                if (found == wanted && digests[at] == first && hasRest(digest, at)) {
                    return slot;
                }
                slot = slot + 1 == controls.length ? 0 : slot + 1;
            }
        }

        private boolean hasRest(String digest, int at) {
            for (int word = 1; word < Digits.WORDS; word++) {
                if (digests[at + word] != Digits.word(digest, word)) {
                    return false;
                }
            }
            return true;
        }

        private int firstSlot(long first) {
            return (int) (((first >>> 32) * control.length) >>> 32);
        }

        /** Uses other bits than the slot. */
        private static byte controlOf(long first) {
            return (byte) ((first & 0x7f) | 0x80);
        }

        boolean isFull() {
            return used + 1 > control.length * MAX_USED;
        }

        void insert(int slot, long[] from, int at, int expiry, long number) {
            System.arraycopy(from, at, digests, slot * Digits.WORDS, Digits.WORDS);
            set(slot, expiry, number);
            CONTROL.setRelease(control, slot, controlOf(from[at]));
            used++;
        }

        void set(int slot, int expiry, long number) {
            if (numbers != null) {
                NUMBER.setOpaque(numbers, slot, number);
            }
            EXPIRY.setOpaque(expiries, slot, expiry);
        }

        int freeSlot(long first) {
            int slot = firstSlot(first);
            while (control[slot] != 0) {
                slot = slot + 1 == control.length ? 0 : slot + 1;
            }
            return slot;
        }

        long number(int slot) {
            return numbers == null ? 0 : (long) NUMBER.getOpaque(numbers, slot);
        }

        boolean isAlive(int slot, long nowMillis) {
            int expiry = (int) EXPIRY.getOpaque(expiries, slot) & EXPIRY_MASK;
            return expiry != 0 && BEGINNING + expiry * SECOND > nowMillis;
        }
    }

    DigestTable(boolean hasNumbers) {
        this.hasNumbers = hasNumbers;
        this.slots = new Slots(MIN_CAPACITY, hasNumbers);
    }

    /** Whether a text is a digest, so that it can be in a table. */
    static boolean accepts(String text) {
        return Digits.areCanonical(text);
    }

    /** Whether a digest is in the table and has not expired. False for a text that is none. */
    boolean contains(String digest, long nowMillis) {
        Slots current = slots;
        int slot = find(current, digest);
        return slot >= 0 && current.isAlive(slot, nowMillis);
    }

    /** The number of a digest; {@code absent} if it is not in the table, has expired, or is none. */
    long number(String digest, long nowMillis, long absent) {
        Slots current = slots;
        int slot = find(current, digest);
        return slot >= 0 && current.isAlive(slot, nowMillis) ? current.number(slot) : absent;
    }

    private static int find(Slots current, String digest) {
        // the rest is only read if this part is equal; then it is equal, too, or it is no digest
        return digest.length() == Digits.LENGTH ? current.find(digest, Digits.word(digest, 0)) : -1;
    }

    /**
     * Puts a digest into the table, or replaces what is known of it.
     *
     * @param kind from 0 to 3
     * @param expiresAtMillis is rounded up to seconds
     * @param nowMillis what has expired is removed when the table grows
     */
    void put(String digest, int kind, long expiresAtMillis, long number, long nowMillis) {
        long seconds = Math.floorDiv(expiresAtMillis - BEGINNING + SECOND - 1, SECOND);
        int expiry = (int) Math.max(1, Math.min(seconds, EXPIRY_MASK)) | (kind << KIND_SHIFT);
        Slots current = slots;
        long[] words = Digits.words(digest);
        int slot = current.find(digest, words[0]);
        if (slot >= 0) {
            current.set(slot, expiry, number);
            return;
        }
        if (current.isFull()) {
            current = grown(current, nowMillis);
            slots = current;
            slot = ~current.freeSlot(words[0]);
        }
        current.insert(~slot, words, 0, expiry, number);
    }

    /** Removes a digest. Its slot is used again when the table grows. */
    void remove(String digest) {
        Slots current = slots;
        int slot = find(current, digest);
        if (slot >= 0) {
            EXPIRY.setOpaque(current.expiries, slot, 0);
        }
    }

    private Slots grown(Slots former, long nowMillis) {
        int alive = 0;
        for (int slot = 0; slot < former.control.length; slot++) {
            alive += former.isAlive(slot, nowMillis) ? 1 : 0;
        }
        Slots grown = new Slots((int) Math.max(MIN_CAPACITY, Math.ceil((alive + 1) / USED_AFTER_GROWTH)), hasNumbers);
        for (int slot = 0; slot < former.control.length; slot++) {
            if (former.isAlive(slot, nowMillis)) {
                int at = slot * Digits.WORDS;
                grown.insert(
                        grown.freeSlot(former.digests[at]),
                        former.digests,
                        at,
                        former.expiries[slot],
                        former.number(slot));
            }
        }
        return grown;
    }

    /**
     * Visits digests that have not expired. To be called by the thread that changes the table.
     *
     * @param from where to begin: 0, or what an earlier call has returned, unless the table was changed since
     * @param maximum the maximum number of visited digests
     * @return where to go on; -1 after the last one
     */
    int visit(int from, int maximum, long nowMillis, Visitor visitor) {
        Slots current = slots;
        int visited = 0;
        for (int slot = from; slot < current.control.length; slot++) {
            if (visited == maximum) {
                return slot;
            }
            if (current.isAlive(slot, nowMillis)) {
                visited++;
                int at = slot * Digits.WORDS;
                int expiry = current.expiries[slot];
                visitor.visit(
                        Digits.text(Arrays.copyOfRange(current.digests, at, at + Digits.WORDS)),
                        expiry >>> KIND_SHIFT,
                        BEGINNING + (expiry & EXPIRY_MASK) * SECOND,
                        current.number(slot));
            }
        }
        return -1;
    }

    /** Removes what has expired from memory. */
    void compact(long nowMillis) {
        slots = grown(slots, nowMillis);
    }

    /** The number of digests, with those that have expired or were removed since the table has grown. */
    int used() {
        return slots.used;
    }
}
