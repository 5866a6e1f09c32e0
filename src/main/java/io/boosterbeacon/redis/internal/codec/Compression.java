package io.boosterbeacon.redis.internal.codec;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Compresses bytes with the JDK's Deflater: the length of the content, then raw deflate data. Content never grows
 * beyond the length that it declares, and that length is checked first, so that no input takes much memory.
 */
final class Compression {
    /** No deflate data grows by more than this factor. */
    private static final int MAX_RATIO = 1_032;

    private static final int HEADER = Integer.BYTES;

    private Compression() {}

    /** Compresses content; null if it would not become smaller. */
    static byte @Nullable [] deflate(byte[] content) {
        if (content.length <= HEADER) {
            return null;
        }
        byte[] compressed = new byte[content.length - 1];
        // faster levels are nearly as small for JSON
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            deflater.setInput(content);
            deflater.finish();
            int length = deflater.deflate(compressed, HEADER, compressed.length - HEADER);
            if (!deflater.finished()) {
                return null;
            }
            ByteBuffer.wrap(compressed).putInt(content.length);
            byte[] exact = new byte[HEADER + length];
            System.arraycopy(compressed, 0, exact, 0, exact.length);
            return exact;
        } finally {
            deflater.end();
        }
    }

    /**
     * Restores compressed content.
     *
     * @param from where the compressed content begins; it extends to the end of the array
     * @param maxSize the greatest length of the content
     * @throws DataFormatException if the bytes are not compressed content, or if it is larger
     */
    static byte[] inflate(byte[] bytes, int from, int maxSize) throws DataFormatException {
        int compressed = bytes.length - from - HEADER;
        int size = compressed < 0 ? -1 : ByteBuffer.wrap(bytes).getInt(from);
        if (size < 0 || size > maxSize || size > (long) compressed * MAX_RATIO) {
            throw new DataFormatException("size " + size);
        }
        byte[] content = new byte[size];
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(bytes, from + HEADER, compressed);
            int length = 0;
            while (length < size) {
                int more = inflater.inflate(content, length, size - length);
                if (more == 0) {
                    break;
                }
                length += more;
            }
            // the end of the data may come after its last byte
            if (length == size
                    && inflater.inflate(new byte[1]) == 0
                    && inflater.finished()
                    && inflater.getRemaining() == 0) {
                return content;
            }
            throw new DataFormatException("length " + length);
        } finally {
            inflater.end();
        }
    }
}
