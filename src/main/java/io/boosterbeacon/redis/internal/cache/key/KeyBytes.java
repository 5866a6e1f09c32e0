package io.boosterbeacon.redis.internal.cache.key;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * Builds an encoding in which each part has a fixed length or is preceded by its length. Different sequences of parts
 * never give the same bytes.
 */
final class KeyBytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    KeyBytes tag(char tag) {
        bytes.write(tag);
        return this;
    }

    KeyBytes number(int value) {
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
        return this;
    }

    KeyBytes number(long value) {
        bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
        return this;
    }

    /** Written as UTF-16 chars: a charset would map all unpaired surrogates to the same replacement. */
    KeyBytes text(String text) {
        number(text.length());
        ByteBuffer chars = ByteBuffer.allocate(Character.BYTES * text.length());
        chars.asCharBuffer().put(text);
        bytes.writeBytes(chars.array());
        return this;
    }

    KeyBytes block(byte[] block) {
        number(block.length);
        bytes.writeBytes(block);
        return this;
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }
}
