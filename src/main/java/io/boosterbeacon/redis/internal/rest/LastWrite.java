package io.boosterbeacon.redis.internal.rest;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Runs a task when a stream is closed, and another one when writing fails: the client has gone then. One of the places
 * where calls end: see {@link EndOfRequest}.
 */
final class LastWrite extends FilterOutputStream {
    private final Runnable closed;
    private final Runnable failed;

    LastWrite(OutputStream to, Runnable closed, Runnable failed) {
        super(to);
        this.closed = closed;
        this.failed = failed;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        orEnd(() -> out.write(bytes, offset, length));
    }

    @Override
    public void write(int one) throws IOException {
        orEnd(() -> out.write(one));
    }

    @Override
    public void flush() throws IOException {
        orEnd(out::flush);
    }

    /** The task runs before the client can see the end of the response and send its next request. */
    @Override
    public void close() throws IOException {
        try {
            closed.run();
        } finally {
            out.close();
        }
    }

    private void orEnd(Write write) throws IOException {
        try {
            write.run();
        } catch (IOException | RuntimeException e) {
            failed.run();
            throw e;
        }
    }

    /** Writes to a stream. */
    private interface Write {
        void run() throws IOException;
    }
}
