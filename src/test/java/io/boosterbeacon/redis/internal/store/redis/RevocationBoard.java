package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.codec.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A file that all nodes of a test have in memory: which tokens are revoked, and since when. The times are those of
 * {@link System#nanoTime}, which is the same for all processes of a machine.
 */
final class RevocationBoard {
    private static final int STATE = 0;
    private static final int TOKENS = 1;
    private static final int ACCEPTED = 2;
    private static final int REFUSED = 3;
    private static final int UNKNOWN = 4;
    private static final int NODES = 8;
    private static final int NODE_SIZE = 8;
    private static final int FIRST_TOKEN = NODES * NODE_SIZE;
    private static final int SIZE = FIRST_TOKEN + 100_000;

    private final LongBuffer longs;

    RevocationBoard(Path file) {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            longs = channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) SIZE * Long.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .asLongBuffer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The token with a number. */
    static VerifiedToken token(int number) {
        return new VerifiedToken(List.of(Digest.of("board", Integer.toString(number))), List.of(), 1, false);
    }

    void stop() {
        longs.put(STATE, 1);
    }

    boolean isStopped() {
        return longs.get(STATE) != 0;
    }

    /** How many tokens there are. */
    int tokens() {
        return (int) longs.get(TOKENS);
    }

    void setTokens(int tokens) {
        longs.put(TOKENS, tokens);
    }

    /** The revocation of a token has returned. */
    void revoked(int token) {
        longs.put(FIRST_TOKEN + token, System.nanoTime());
    }

    /** When the revocation of a token has returned; 0 if it has not. */
    long revokedAt(int token) {
        return longs.get(FIRST_TOKEN + token);
    }

    void count(int node, boolean refused) {
        add(node, refused ? REFUSED : ACCEPTED);
    }

    void countUnknown(int node) {
        add(node, UNKNOWN);
    }

    private void add(int node, int what) {
        int index = node * NODE_SIZE + NODE_SIZE + what;
        longs.put(index, longs.get(index) + 1);
    }

    long accepted(int node) {
        return longs.get(node * NODE_SIZE + NODE_SIZE + ACCEPTED);
    }

    long refused(int node) {
        return longs.get(node * NODE_SIZE + NODE_SIZE + REFUSED);
    }

    long unknown(int node) {
        return longs.get(node * NODE_SIZE + NODE_SIZE + UNKNOWN);
    }
}
