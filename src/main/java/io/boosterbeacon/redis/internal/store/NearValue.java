package io.boosterbeacon.redis.internal.store;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is kept in this JVM: its bytes, and the objects that were made of them. All callers share it: nobody may
 * modify the array. Thread-safe.
 */
public final class NearValue {
    /** Methods that share an entry may differ in their formats; few do. */
    private static final int MAX_FORMATS = 4;

    private final byte[] bytes;
    private final long freshUntil;
    private final Runnable grown;
    private volatile @Nullable Opened opened;
    private volatile @Nullable Digested digested;

    /**
     * @param freshUntil when the value becomes stale, by the node's clock of nanoseconds
     * @param grown is run after an object was kept
     */
    public NearValue(byte[] bytes, long freshUntil, Runnable grown) {
        this.bytes = bytes;
        this.freshUntil = freshUntil;
        this.grown = grown;
    }

    /** When the value becomes stale, by the node's clock of nanoseconds. It may be dropped before. */
    public long freshUntil() {
        return freshUntil;
    }

    /** The stored bytes. They must not be modified. */
    public byte[] bytes() {
        return bytes;
    }

    /** What was made of the bytes by a format; null if nothing is kept for it. */
    public @Nullable Opened opened(Object format) {
        Opened each = opened;
        while (each != null && each.format != format) {
            each = each.next;
        }
        return each;
    }

    /**
     * Keeps an object for all later callers with the same format. For objects that nobody modifies.
     *
     * @param length the length of the JSON that it was made of, in bytes
     */
    public void keep(Object format, @Nullable Object value, int length) {
        Opened first = opened;
        int count = first == null ? 0 : first.count;
        if (count < MAX_FORMATS && opened(format) == null) {
            // of concurrent callers one wins; the others make their objects again
            opened = new Opened(format, value, first, count + 1, openedLength() + length);
            grown.run();
        }
    }

    /** The total length of the JSON that the kept objects were made of, in bytes. */
    public long openedLength() {
        Opened last = opened;
        return last == null ? 0 : last.length;
    }

    /**
     * A digest of the value. It is computed once, unless formats alternate.
     *
     * @param compute gives null if there is none
     */
    public @Nullable String digest(Object format, Supplier<@Nullable String> compute) {
        Digested known = digested;
        if (known != null && known.format == format) {
            return known.text;
        }
        String text = compute.get();
        digested = new Digested(format, text);
        return text;
    }

    private record Digested(Object format, @Nullable String text) {}

    /** An object that was made of the bytes. */
    public static final class Opened {
        private final Object format;
        private final @Nullable Object value;
        private final @Nullable Opened next;
        private final int count;
        private final long length;

        private Opened(Object format, @Nullable Object value, @Nullable Opened next, int count, long length) {
            this.format = format;
            this.value = value;
            this.next = next;
            this.count = count;
            this.length = length;
        }

        /** The object; null is a value, too. */
        public @Nullable Object value() {
            return value;
        }
    }
}
