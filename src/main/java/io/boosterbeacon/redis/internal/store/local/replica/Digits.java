package io.boosterbeacon.redis.internal.store.local.replica;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/** Digests of 32 bytes in base64url without padding (RFC 4648 §5), as four numbers. */
final class Digits {
    /** The number of characters of a digest. */
    static final int LENGTH = 43;

    /** The number of 64-bit numbers of a digest. */
    static final int WORDS = 4;

    private static final int BITS_OF_DIGIT = 6;
    private static final byte NO_DIGIT = -1;
    private static final byte[] VALUES = values();

    private Digits() {}

    private static byte[] values() {
        byte[] values = new byte[128];
        Arrays.fill(values, NO_DIGIT);
        String digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int i = 0; i < digits.length(); i++) {
            values[digits.charAt(i)] = (byte) i;
        }
        return values;
    }

    /** Whether a text is a digest, and the only one that encodes these bytes. */
    static boolean areCanonical(String text) {
        if (text.length() != LENGTH) {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            if (value(text.charAt(i)) == NO_DIGIT) {
                return false;
            }
        }
        // the last digit has two bits too many
        return (value(text.charAt(LENGTH - 1)) & 3) == 0;
    }

    /**
     * One of the numbers of a digest, without an allocation. For a text that is no digest, but as long as one, any number.
     */
    static long word(String digest, int word) {
        int firstBit = word * Long.SIZE;
        int at = firstBit / BITS_OF_DIGIT;
        int missing = Long.SIZE;
        // the digit that has the end of the number before
        int skipped = firstBit % BITS_OF_DIGIT;
        long number = value(digest.charAt(at++)) & ((1 << (BITS_OF_DIGIT - skipped)) - 1);
        missing -= BITS_OF_DIGIT - skipped;
        while (missing >= BITS_OF_DIGIT) {
            number = (number << BITS_OF_DIGIT) | (value(digest.charAt(at++)) & 0x3f);
            missing -= BITS_OF_DIGIT;
        }
        return missing == 0
                ? number
                : (number << missing) | ((value(digest.charAt(at)) & 0x3f) >>> (BITS_OF_DIGIT - missing));
    }

    private static byte value(char digit) {
        return digit < VALUES.length ? VALUES[digit] : NO_DIGIT;
    }

    /** All numbers of a digest. */
    static long[] words(String digest) {
        long[] words = new long[WORDS];
        for (int word = 0; word < WORDS; word++) {
            words[word] = word(digest, word);
        }
        return words;
    }

    /** The digest with these numbers. */
    static String text(long[] words) {
        ByteBuffer bytes = ByteBuffer.allocate(WORDS * Long.BYTES);
        for (long word : words) {
            bytes.putLong(word);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }
}
