package io.boosterbeacon.redis.internal.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ThrottledLogTest {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final ThrottledLog log = new ThrottledLog(new Lines(), nanos::get);

    private void fail(String message, int times) {
        IntStream.range(0, times).parallel().forEach(i -> log.warn(message, new IllegalStateException()));
    }

    @Test
    void warn_againAndAgain_isLoggedOnceInTenSeconds() {
        fail("broken", 1_000);
        assertThat(lines).containsExactly("broken");

        nanos.addAndGet(TimeUnit.SECONDS.toNanos(10));
        fail("broken", 500);
        assertThat(lines).containsExactly("broken", "broken (and 999 times more since it was last logged)");
    }

    @Test
    void warn_ofSomethingElse_isLogged() {
        fail("broken", 3);
        fail("torn", 3);

        assertThat(lines).containsExactly("broken", "torn");
    }

    private final class Lines implements System.Logger {
        @Override
        public String getName() {
            return "lines";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable thrown) {
            lines.add(String.valueOf(message));
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, @Nullable String format, Object @Nullable ... params) {
            lines.add(String.valueOf(format));
        }
    }
}
