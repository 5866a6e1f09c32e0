package io.boosterbeacon.redis.testing;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Makes a log throw, as one that the application has configured may do, until this is closed. */
public final class ThrowingLog implements AutoCloseable {
    private final Logger log;
    private final Handler handler;
    private final AtomicInteger thrown = new AtomicInteger();

    /** @param lines for which lines it throws */
    public ThrowingLog(String name, Predicate<String> lines) {
        log = Logger.getLogger(name);
        handler = new Handler() {
            @Override
            public void publish(@Nullable LogRecord line) {
                if (line != null && lines.test(line.getMessage())) {
                    thrown.incrementAndGet();
                    throw new IllegalStateException("as the test wants it");
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        log.addHandler(handler);
    }

    /** How often the log has thrown. */
    public int thrown() {
        return thrown.get();
    }

    @Override
    public void close() {
        log.removeHandler(handler);
    }
}
