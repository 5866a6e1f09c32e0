package io.boosterbeacon.redis.internal.cache.key;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Builds an encoding in which each part has a fixed length or is preceded by its length. Different sequences of parts
 * never give the same bytes.
 */
final class KeyBytes {
    private static final int SMALL = 128;

    private ByteBuffer bytes = ByteBuffer.allocate(SMALL);

    KeyBytes tag(char tag) {
        withRoomFor(1).put((byte) tag);
        return this;
    }

    KeyBytes number(int value) {
        withRoomFor(Integer.BYTES).putInt(value);
        return this;
    }

    KeyBytes number(long value) {
        withRoomFor(Long.BYTES).putLong(value);
        return this;
    }

    /** Written as UTF-16 chars: a charset would map all unpaired surrogates to the same replacement. */
    KeyBytes text(String text) {
        number(text.length());
        ByteBuffer to = withRoomFor(Math.multiplyExact(Character.BYTES, text.length()));
        for (int i = 0; i < text.length(); i++) {
            to.putChar(text.charAt(i));
        }
        return this;
    }

    KeyBytes block(byte[] block) {
        number(block.length);
        withRoomFor(block.length).put(block);
        return this;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private ByteBuffer withRoomFor(int more) {
        if (bytes.remaining() < more) {
            int needed = Math.addExact(bytes.position(), more);
            bytes = ByteBuffer.allocate((int) Math.max(needed, Math.min(2L * bytes.capacity(), Integer.MAX_VALUE - 8)))
                    .put(bytes.flip());
        }
        return bytes;
    }
}
