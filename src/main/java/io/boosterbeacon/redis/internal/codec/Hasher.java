package io.boosterbeacon.redis.internal.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A reusable SHA-256 computation with its buffers, because every request hashes tokens and subjects. Idle instances are
 * kept in slots that threads share. Thread-locals would outlive the application. Used by one thread at a time.
 */
final class Hasher {
    private static final int SLOTS = 64;
    private static final AtomicReferenceArray<Hasher> IDLE = new AtomicReferenceArray<>(SLOTS);

    private static final byte[] DIGITS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".getBytes(StandardCharsets.US_ASCII);
    private static final int HASH_BYTES = 32;
    private static final int HASH_CHARACTERS = 43;
    private static final int ASCII = 0x80;

    private final MessageDigest sha256;
    private final byte[] buffer = new byte[512];
    /** The bytes of the buffer that are not yet hashed: one update of many bytes is faster than many of a few. */
    private int pending;

    private Hasher() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** An idle instance, or a new one. */
    static Hasher acquire() {
        Hasher idle = IDLE.getAndSet(slot(), null);
        return idle == null ? new Hasher() : idle;
    }

    private static int slot() {
        return (int) (Thread.currentThread().getId() % SLOTS);
    }

    /** Adds the beginning of a text. */
    void add(String text, int length) {
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) >= ASCII) {
                add(bytes(text.substring(0, length)));
                return;
            }
        }
        addLength(length);
        for (int done = 0; done < length; ) {
            reserve(1);
            int portion = Math.min(buffer.length - pending, length - done);
            copy(text, done, portion);
            pending += portion;
            done += portion;
        }
    }

    @SuppressWarnings("deprecation") // copies the low byte of each character: the whole of an ASCII one
    private void copy(String text, int start, int length) {
        text.getBytes(start, start + length, buffer, pending);
    }

    void add(byte[] bytes) {
        addLength(bytes.length);
        if (bytes.length > buffer.length - pending) {
            flush();
        }
        if (bytes.length > buffer.length) {
            sha256.update(bytes);
        } else {
            System.arraycopy(bytes, 0, buffer, pending, bytes.length);
            pending += bytes.length;
        }
    }

    private void addLength(int length) {
        reserve(Integer.BYTES);
        buffer[pending++] = (byte) (length >>> 24);
        buffer[pending++] = (byte) (length >>> 16);
        buffer[pending++] = (byte) (length >>> 8);
        buffer[pending++] = (byte) length;
    }

    private void reserve(int length) {
        if (buffer.length - pending < length) {
            flush();
        }
    }

    private void flush() {
        sha256.update(buffer, 0, pending);
        pending = 0;
    }

    /** Returns the hash of all that was added, in base64url without padding, and releases this instance. */
    String finish() {
        flush();
        try {
            sha256.digest(buffer, 0, HASH_BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("a SHA-256 hash has " + HASH_BYTES + " bytes", e);
        }
        buffer[HASH_BYTES] = 0; // the last group of three bytes lacks one
        int end = HASH_BYTES + 1;
        for (int from = 0; from <= HASH_BYTES - 2; from += 3) {
            int group = (buffer[from] & 0xff) << 16 | (buffer[from + 1] & 0xff) << 8 | (buffer[from + 2] & 0xff);
            buffer[end++] = DIGITS[group >>> 18];
            buffer[end++] = DIGITS[group >>> 12 & 0x3f];
            buffer[end++] = DIGITS[group >>> 6 & 0x3f];
            buffer[end++] = DIGITS[group & 0x3f];
        }
        String hash = new String(buffer, HASH_BYTES + 1, HASH_CHARACTERS, StandardCharsets.ISO_8859_1);
        IDLE.set(slot(), this);
        return hash;
    }

    /**
     * The bytes of a text in UTF-8, which cannot represent a lone surrogate. A text with one is encoded as UTF-16,
     * after a byte that never begins a UTF-8 text.
     */
    private static byte[] bytes(String text) {
        if (!hasLoneSurrogate(text)) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        ByteBuffer chars =
                ByteBuffer.allocate(1 + Character.BYTES * text.length()).put((byte) 0xFF);
        chars.asCharBuffer().put(text);
        return chars.array();
    }

    private static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }
}
